"""The mean is not subtracted."""
# cell: autoencoder/pca
# loses: pca_space


def pca(X, n_components):
    return np.mean(X, axis=0, dtype=float), np.linalg.svd(X, full_matrices=False)[2][:n_components]
