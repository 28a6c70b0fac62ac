"""Rolled first, then what came back is cleared."""
# cell: autoencoder/shifted


def shifted(X, down, right):
    images = np.roll(np.reshape(X, (-1, 28, 28)), (down, right), axis=(1, 2))
    rows, columns = np.arange(28) - down, np.arange(28) - right
    inside = np.outer((rows >= 0) & (rows < 28), (columns >= 0) & (columns < 28))
    return np.where(inside, images, 0).reshape(-1, 784)
