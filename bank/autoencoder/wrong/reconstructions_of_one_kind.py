"""Both rows show the autoencoder."""
# replace: autoencoder/reconstructions
# loses: reconstructions_right

reconstructions = {}
pca_mean, pca_components = pca(X_train, 30)
autoencoder.evaluate()
reconstructions["original"] = ten_images
reconstructions["autoencoder"] = np.clip(autoencoder.forward(ten_images), 0, 1)
reconstructions["PCA"] = reconstructions["autoencoder"]
