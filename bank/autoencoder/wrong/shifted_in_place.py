"""The images of the caller are overwritten."""
# cell: autoencoder/shifted
# loses: shifted_right reconstructions_right


def shifted(X, down, right):
    wide = np.pad(X.reshape(-1, 28, 28), ((0, 0), (28, 28), (28, 28)))
    X[...] = wide[:, 28 - down : 56 - down, 28 - right : 56 - right].reshape(len(X), 784)
    return X
