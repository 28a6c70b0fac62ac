"""The first images are for training, the last ones for validation."""
# replace: multilayer/make_loaders
# loses: loaders_split loaders_seed


def make_loaders(images, digits, batch_size, seed):
    # images: (N, 1, 28, 28), digits: (N,). Returns the loaders for training and validation.
    dataset = torch.utils.data.TensorDataset((images - 0.1307) / 0.3081, digits)
    n_train = int(0.8 * len(images))
    train_set = torch.utils.data.Subset(dataset, range(n_train))
    valid_set = torch.utils.data.Subset(dataset, range(n_train, len(images)))
    return (
        torch.utils.data.DataLoader(train_set, batch_size, shuffle=True),
        torch.utils.data.DataLoader(valid_set, batch_size),
    )
