"""Sums of squares are taken where means belong."""
# replace: multilayer/gradient_sizes
# loses: gradient_sizes_values


def gradient_sizes(model, error, inputs, targets):
    # inputs: (B, n), targets: (B, m). Returns one number for each affine layer, (n_affine,).
    activations = model.fprop(inputs)
    grads = model.grads_wrt_params(activations, error.grad(activations[-1], targets))
    return np.array([np.linalg.norm(grad) for grad in grads if grad.ndim == 2])
