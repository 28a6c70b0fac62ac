"""Values below 0 and above 1 stay."""
# replace: autoencoder/reconstructions
# loses: reconstructions_right
# hint: clip them to [0, 1]

reconstructions = {}
pca_mean, pca_components = pca(X_train, 30)
autoencoder.evaluate()
reconstructions["original"] = ten_images
reconstructions["autoencoder"] = autoencoder.forward(ten_images)
reconstructions["PCA"] = pca_reconstruct(ten_images, pca_mean, pca_components)
