"""backward is called after the differences, when the module remembers a moved input."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right step_errors_check


def gradient_error(module, x, upstream, eps=1e-6):
    numeric = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        up, down = (np.sum(upstream * module.forward(moved)) for moved in (x + step, x - step))
        numeric[place] = (up - down) / (2 * eps)
    analytic = module.backward(x, upstream)
    return np.max(np.abs(analytic - numeric))
