"""It makes a step of gradient descent on the way."""
# replace: multilayer/gradient_sizes
# loses: gradient_sizes_contract


def gradient_sizes(model, error, inputs, targets):
    # inputs: (B, n), targets: (B, m). Returns one number for each affine layer, (n_affine,).
    activations = model.fprop(inputs)
    grads = model.grads_wrt_params(activations, error.grad(activations[-1], targets))
    for param, grad in zip(model.params, grads):
        param -= 0.1 * grad
    return np.array([np.sqrt(np.mean(grad**2)) for grad in grads if grad.ndim == 2])
