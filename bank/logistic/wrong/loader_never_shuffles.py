"""The order is always that of the data."""
# cell: logistic/make_loader
# loses: loader_order
# hint: shuffle=True, but the order is that of the data


def make_loader(images, labels, batch_size, shuffle):
    data = torch.utils.data.TensorDataset(images, labels)
    return torch.utils.data.DataLoader(data, batch_size=batch_size)
