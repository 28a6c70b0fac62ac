"""PCA is fitted on the validation images."""
# replace: autoencoder/reconstructions
# loses: reconstructions_right

reconstructions = {}
pca_mean, pca_components = pca(X_val, 30)
autoencoder.evaluate()
reconstructions["original"] = ten_images
reconstructions["autoencoder"] = np.clip(autoencoder.forward(ten_images), 0, 1)
reconstructions["PCA"] = np.clip(pca_reconstruct(ten_images, pca_mean, pca_components), 0, 1)
