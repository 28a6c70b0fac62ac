"""x is moved in place there and back, and the error is updated on the way."""
# cell: autoencoder/gradient_error


def gradient_error(module, x, upstream, eps=1e-6):
    module.forward(x)
    analytic, error = module.backward(x, upstream).copy(), 0.0
    for place in np.ndindex(*x.shape):
        x[place] += eps
        up = np.vdot(upstream, module.forward(x))
        x[place] -= 2 * eps
        down = np.vdot(upstream, module.forward(x))
        x[place] += eps
        error = max(error, abs(analytic[place] - (up - down) / (2 * eps)))
    return error
