"""There are as many columns as the largest label needs."""
# cell: config_network/load_data
# loses: load_data_values
# hint: expected (3, 10)


def load_data(images, labels):
    return images.reshape(len(images), -1), np.eye(int(labels.max()) + 1)[labels]
