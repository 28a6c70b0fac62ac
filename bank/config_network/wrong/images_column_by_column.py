"""The rows hold the pixels column by column."""
# cell: config_network/load_data
# loses: load_data_values


def load_data(images, labels):
    return images.reshape(len(images), -1, order="F"), np.eye(10)[labels]
