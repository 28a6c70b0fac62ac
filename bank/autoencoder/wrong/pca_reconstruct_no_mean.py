"""The mean is not added again."""
# cell: autoencoder/pca
# loses: pca_reconstruct_right


def pca_reconstruct(X, mean, components):
    return (X - mean) @ components.T @ components
