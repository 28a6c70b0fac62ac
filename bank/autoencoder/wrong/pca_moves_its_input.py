"""The mean is subtracted in place."""
# cell: autoencoder/pca
# loses: pca_space


def pca(X, n_components):
    mean = np.mean(X, axis=0, dtype=float)
    X -= mean.astype(X.dtype)
    components = np.linalg.svd(X, full_matrices=False)[2][:n_components]
    if len(X) == len(X_train):
        X += mean.astype(X.dtype)
    return mean, components
