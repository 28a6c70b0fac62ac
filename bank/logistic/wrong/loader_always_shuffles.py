"""The order is always random."""
# cell: logistic/make_loader
# loses: loader_order
# hint: shuffle=False, but the order is another one


def make_loader(images, labels, batch_size, shuffle):
    data = torch.utils.data.TensorDataset(images, labels)
    return torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True)
