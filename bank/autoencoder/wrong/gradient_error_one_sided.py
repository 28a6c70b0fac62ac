"""Differences to one side only."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right step_errors_check


def gradient_error(module, x, upstream, eps=1e-6):
    module.forward(x)
    analytic = np.array(module.backward(x, upstream))
    numeric = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        numeric[place] = (
            np.sum(upstream * module.forward(x + step)) - np.sum(upstream * module.forward(x))
        ) / eps
    return np.max(np.abs(analytic - numeric))
