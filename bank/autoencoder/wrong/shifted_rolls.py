"""What leaves the image comes back at the other side."""
# cell: autoencoder/shifted
# loses: shifted_right


def shifted(X, down, right):
    return np.roll(X.reshape(-1, 28, 28), (down, right), axis=(1, 2)).reshape(len(X), 784)
