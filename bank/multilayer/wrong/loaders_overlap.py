"""Both sides are drawn by themselves, so some images are on both."""
# replace: multilayer/make_loaders
# loses: loaders_split


def make_loaders(images, digits, batch_size, seed):
    # images: (N, 1, 28, 28), digits: (N,). Returns the loaders for training and validation.
    generator = torch.Generator().manual_seed(seed)
    dataset = torch.utils.data.TensorDataset((images - 0.1307) / 0.3081, digits)
    n_train = int(0.8 * len(images))

    def draw(n):
        return torch.utils.data.Subset(dataset, torch.randperm(len(images), generator=generator)[:n].tolist())

    train_set, valid_set = draw(n_train), draw(len(images) - n_train)
    return (
        torch.utils.data.DataLoader(train_set, batch_size, shuffle=True),
        torch.utils.data.DataLoader(valid_set, batch_size),
    )
