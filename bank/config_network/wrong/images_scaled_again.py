"""Pixels between 0 and 1 are divided by 255 once more."""
# cell: config_network/load_data
# loses: load_data_values first_accuracy_reached


def load_data(images, labels):
    return images.reshape(len(images), -1) / 255, np.eye(10)[labels]
