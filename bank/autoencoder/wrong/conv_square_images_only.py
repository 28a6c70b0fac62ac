"""The height is used for both sides."""
# cell: autoencoder/convolution
# loses: convolution_shape


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    side = (shape[1] + 2 * padding - kernel) // stride + 1
    return n_filters, side, side
