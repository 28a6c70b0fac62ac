"""The differences are those of the plain sum of the outputs."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right gradient_error_wrong step_errors_check


def gradient_error(module, x, upstream, eps=1e-6):
    module.forward(x)
    analytic = np.array(module.backward(x, upstream))
    numeric = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        numeric[place] = np.sum(module.forward(x + step) - module.forward(x - step)) / (2 * eps)
    return np.max(np.abs(analytic - numeric))
