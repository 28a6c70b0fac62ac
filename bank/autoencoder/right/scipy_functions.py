"""SciPy moves the images and takes the singular values; einsum reconstructs."""
# cell: autoencoder/shifted

from scipy import linalg, ndimage


def shifted(X, down, right):
    return ndimage.shift(X.reshape(-1, 28, 28), (0, down, right), order=0).reshape(len(X), -1)


# cell: autoencoder/pca


def pca(X, n_components):
    mean = np.average(X, axis=0)
    _, _, rows = linalg.svd(np.asarray(X - mean, dtype=float), full_matrices=False)
    return [mean, rows[:n_components]]


def pca_reconstruct(X, mean, components):
    return np.einsum("nd,kd,ke->ne", X - mean, components, components, optimize=True) + mean
