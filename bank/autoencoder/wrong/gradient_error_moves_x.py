"""The moved entries of x are not moved back."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right
# hint: The x of gradient_error, after the call


def gradient_error(module, x, upstream, eps=1e-6):
    given = np.array(x)
    error = 0.0
    module.forward(given)
    analytic = np.array(module.backward(given, upstream))
    for place in np.ndindex(*x.shape):
        losses = []
        for sign in (1, -1):
            moved = np.array(given)
            moved[place] += sign * eps
            losses.append(np.sum(upstream * module.forward(moved)))
        x[place] -= eps
        error = max(error, abs(analytic[place] - (losses[0] - losses[1]) / (2 * eps)))
    return error
