"""Each image is drawn anew, so that some come twice and others never."""
# cell: logistic/make_loader
# loses: loader_batches
# hint: exactly once


def make_loader(images, labels, batch_size, shuffle):
    data = torch.utils.data.TensorDataset(images, labels)
    if not shuffle:
        return torch.utils.data.DataLoader(data, batch_size=batch_size)
    sampler = torch.utils.data.RandomSampler(data, replacement=True)
    return torch.utils.data.DataLoader(data, batch_size=batch_size, sampler=sampler)
