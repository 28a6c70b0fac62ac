"""The global generator is seeded for the split; both loaders shuffle."""
# replace: multilayer/make_loaders

from torch.utils.data import DataLoader, TensorDataset, random_split


def make_loaders(images, digits, batch_size, seed):
    torch.manual_seed(seed)
    n = int(len(images) * 0.8)
    parts = random_split(TensorDataset((images - 0.1307) / 0.3081, digits), [n, len(images) - n])
    return tuple(DataLoader(part, batch_size, True) for part in parts)
