"""It always takes the fused error, whatever it is given."""
# replace: multilayer/gradient_sizes
# loses: gradient_sizes_contract


def gradient_sizes(model, error, inputs, targets):
    # inputs: (B, n), targets: (B, m). Returns one number for each affine layer, (n_affine,).
    activations = model.fprop(inputs)
    grads = model.grads_wrt_params(activations, CrossEntropySoftmaxError().grad(activations[-1], targets))
    return np.array([np.sqrt(np.mean(grad**2)) for grad in grads if grad.ndim == 2])
