"""down moves to the right, right moves down."""
# cell: autoencoder/shifted
# loses: shifted_right


def shifted(X, down, right):
    wide = np.pad(X.reshape(-1, 28, 28), ((0, 0), (28, 28), (28, 28)))
    return wide[:, 28 - right : 56 - right, 28 - down : 56 - down].reshape(len(X), 784)
