"""Places are counted by a range; the sum of weights and biases in two terms."""
# cell: autoencoder/convolution


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    height, width = shape[1:]
    places = [len(range(0, n + 2 * padding - kernel + 1, stride)) for n in (height, width)]
    return tuple([n_filters] + places)


def conv_parameters(shape, n_filters, kernel):
    return np.prod([n_filters, shape[0], kernel, kernel]) + n_filters
