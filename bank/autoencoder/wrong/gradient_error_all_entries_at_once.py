"""All entries are moved at once, as if outputs depended on one input each."""
# cell: autoencoder/gradient_error
# loses: gradient_error_right step_errors_check


def gradient_error(module, x, upstream, eps=1e-6):
    module.forward(x)
    analytic = np.array(module.backward(x, upstream))
    numeric = upstream * (module.forward(x + eps) - module.forward(x - eps)) / (2 * eps)
    return np.max(np.abs(analytic - numeric))
