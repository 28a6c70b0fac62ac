"""A list of pairs as data set, and NumPy's generator for the order."""
# cell: logistic/make_loader


class Pairs(torch.utils.data.Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


def make_loader(images, labels, batch_size, shuffle):
    return torch.utils.data.DataLoader(Pairs(images, labels), batch_size, shuffle, num_workers=0)
