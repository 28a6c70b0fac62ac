"""The largest signed difference: what is too small is overlooked."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right gradient_error_wrong


def gradient_error(module, x, upstream, eps=1e-6):
    module.forward(x)
    analytic = np.array(module.backward(x, upstream))
    numeric = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        up, down = (np.sum(upstream * module.forward(moved)) for moved in (x + step, x - step))
        numeric[place] = (up - down) / (2 * eps)
    return np.max(analytic - numeric)
