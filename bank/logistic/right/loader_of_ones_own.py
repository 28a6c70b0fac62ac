"""A class with __iter__ and __len__, without DataLoader."""
# cell: logistic/make_loader


class Batches:
    def __init__(self, images, labels, size, shuffle):
        self.images, self.labels, self.size, self.shuffle = images, labels, size, shuffle
        self.dataset = labels

    def __len__(self):
        return -(-len(self.labels) // self.size)

    def __iter__(self):
        n = len(self.labels)
        order = torch.randperm(n) if self.shuffle else torch.arange(n)
        for part in order.split(self.size):
            yield self.images[part], self.labels[part]


def make_loader(images, labels, batch_size, shuffle):
    return Batches(images, labels, batch_size, shuffle)
