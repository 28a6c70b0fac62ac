"""The mean is added, but not subtracted before."""
# cell: autoencoder/pca
# loses: pca_reconstruct_right


def pca_reconstruct(X, mean, components):
    return X @ components.T @ components + mean
