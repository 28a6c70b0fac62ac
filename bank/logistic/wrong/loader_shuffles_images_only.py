"""Images are shuffled without their labels."""
# cell: logistic/make_loader
# loses: loader_batches
# hint: do not belong together


def make_loader(images, labels, batch_size, shuffle):
    if shuffle:
        images = images[torch.randperm(len(images))]
    data = torch.utils.data.TensorDataset(images, labels)
    return torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=shuffle)
