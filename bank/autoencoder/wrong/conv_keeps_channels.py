"""The output has the channels of the input."""
# cell: autoencoder/convolution
# loses: convolution_shape


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    channels, height, width = shape
    return channels, *((n + 2 * padding - kernel) // stride + 1 for n in (height, width))
