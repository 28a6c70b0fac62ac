"""The components come from eigh in its order, the smallest variance first."""
# cell: autoencoder/pca
# loses: pca_order


def pca(X, n_components):
    return np.mean(X, axis=0, dtype=float), np.linalg.eigh(np.cov(X.T))[1].T[-n_components:]
