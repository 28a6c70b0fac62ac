"""Plain loops: places of a window are counted by a range, the rate by walking through the epochs."""
# cell: autoencoder/convolution


def conv_output_shape(shape, n_filters, kernel, stride=1, padding=0):
    height, width = shape[1:]
    places = [len(range(0, n + 2 * padding - kernel + 1, stride)) for n in (height, width)]
    return n_filters, *places


def conv_parameters(shape, n_filters, kernel):
    return np.prod([n_filters, shape[0], kernel, kernel]) + n_filters


# cell: autoencoder/step_decay


def step_decay(epoch, start, factor=0.5, every=3):
    rate = start
    for passed in range(1, epoch):
        if passed % every == 0:
            rate *= factor
    return rate
