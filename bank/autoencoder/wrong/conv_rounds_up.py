"""A window that hangs over the edge counts, too."""
# cell: autoencoder/convolution
# loses: convolution_shape


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    _, height, width = shape
    return n_filters, *(-(-(n + 2 * padding - kernel) // stride) + 1 for n in (height, width))
