"""The batch size is not handed on, so that every image is a batch."""
# cell: logistic/make_loader
# loses: loader_batches
# hint: the batches have sizes


def make_loader(images, labels, batch_size, shuffle):
    data = torch.utils.data.TensorDataset(images, labels)
    return torch.utils.data.DataLoader(data, 1 if len(data) < 300 else batch_size, shuffle=shuffle)
