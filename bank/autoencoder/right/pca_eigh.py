"""Eigenvectors of the covariance, turned round; the mean as a row."""
# cell: autoencoder/pca


def pca(X, n_components):
    mean = X.mean(axis=0)
    centred = (X - mean).astype(float)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    best = np.argsort(-values)[:n_components]
    return mean, -vectors[:, best].T


def pca_reconstruct(X, mean, components):
    projector = components.T @ components
    return X @ projector + mean - mean @ projector
