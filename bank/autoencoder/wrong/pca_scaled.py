"""The components are multiplied with the singular values."""
# cell: autoencoder/pca
# loses: pca_order


def pca(X, n_components):
    mean = np.mean(X, axis=0, dtype=float)
    _, s, components = np.linalg.svd(X - mean, full_matrices=False)
    return mean, (s[:, None] * components)[:n_components]
