"""The biases are not counted."""
# cell: autoencoder/convolution
# loses: convolution_parameters


def conv_parameters(shape, n_filters, kernel):
    return n_filters * shape[0] * kernel**2
