"""Each filter has weights for one channel only."""
# cell: autoencoder/convolution
# loses: convolution_parameters


def conv_parameters(shape, n_filters, kernel):
    return n_filters * (kernel**2 + 1)
