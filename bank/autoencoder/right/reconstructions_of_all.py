"""All validation images are reconstructed, and ten of them chosen; minimum and maximum clip."""
# replace: autoencoder/reconstructions

pca_mean, pca_components = pca(X_train, 30)
autoencoder.evaluate()
ten = [int(np.flatnonzero(y_val == label)[0]) for label in range(10)]
rows = {"PCA": pca_reconstruct(X_val, pca_mean, pca_components), "original": X_val}
rows["autoencoder"] = autoencoder.forward(X_val)
reconstructions = {name: np.minimum(np.maximum(images[ten], 0), 1) for name, images in rows.items()}
