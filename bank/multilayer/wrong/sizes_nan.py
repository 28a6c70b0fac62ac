"""Only the size of the last layer is filled in; the others stay nan."""
# replace: multilayer/gradient_sizes
# loses: gradient_sizes_values gradient_sizes_contract


def gradient_sizes(model, error, inputs, targets):
    # inputs: (B, n), targets: (B, m). Returns one number for each affine layer, (n_affine,).
    activations = model.fprop(inputs)
    grads = model.grads_wrt_params(activations, error.grad(activations[-1], targets))
    weights = [grad for grad in grads if grad.ndim == 2]
    sizes = np.full(len(weights), np.nan)
    sizes[-1] = np.sqrt(np.mean(weights[-1] ** 2))
    return sizes
