"""The stride divides the padded side, and the kernel is subtracted afterwards."""
# cell: autoencoder/convolution
# loses: convolution_shape


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    _, height, width = shape
    return n_filters, *((n + 2 * padding) // stride - kernel + 1 for n in (height, width))
