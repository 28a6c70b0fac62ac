"""The gradient of the error is put together by hand, and the mean over the batch is forgotten."""
# replace: multilayer/gradient_sizes
# loses: gradient_sizes_values gradient_sizes_contract
# hint: That is the batch size


def gradient_sizes(model, error, inputs, targets):
    # inputs: (B, n), targets: (B, m). Returns one number for each affine layer, (n_affine,).
    activations = model.fprop(inputs)
    grads = model.grads_wrt_params(activations, SoftmaxLayer().fprop(activations[-1]) - targets)
    return np.array([np.sqrt(np.mean(grad**2)) for grad in grads if grad.ndim == 2])
