"""Padding is added on one side only."""
# cell: autoencoder/convolution
# loses: convolution_shape


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    _, height, width = shape
    return n_filters, (height + padding - kernel) // stride + 1, (width + padding - kernel) // stride + 1
