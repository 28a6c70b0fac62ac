"""PCA keeps 20 numbers."""
# replace: autoencoder/reconstructions
# loses: reconstructions_right

reconstructions = {}
pca_mean, pca_components = pca(X_train, 20)
autoencoder.evaluate()
reconstructions["original"] = ten_images
reconstructions["autoencoder"] = np.clip(autoencoder.forward(ten_images), 0, 1)
reconstructions["PCA"] = np.clip(pca_reconstruct(ten_images, pca_mean, pca_components), 0, 1)
