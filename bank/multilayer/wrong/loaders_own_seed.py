"""The seed is always 0."""
# replace: multilayer/make_loaders
# loses: loaders_seed
# hint: is `seed` used?


def make_loaders(images, digits, batch_size, seed):
    # images: (N, 1, 28, 28), digits: (N,). Returns the loaders for training and validation.
    generator = torch.Generator().manual_seed(0)
    dataset = torch.utils.data.TensorDataset((images - 0.1307) / 0.3081, digits)
    n_train = int(0.8 * len(images))
    train_set, valid_set = torch.utils.data.random_split(
        dataset, [n_train, len(images) - n_train], generator=generator
    )
    return (
        torch.utils.data.DataLoader(train_set, batch_size, shuffle=True),
        torch.utils.data.DataLoader(valid_set, batch_size),
    )
