"""The way back written down layer by layer; returns a list."""
# replace: multilayer/gradient_sizes


def gradient_sizes(model, error, inputs, targets):
    activations = model.fprop(inputs)
    grads, sizes = error.grad(activations[-1], targets), []
    for number in range(len(model.layers) - 1, -1, -1):
        layer = model.layers[number]
        if isinstance(layer, AffineLayer):
            weights_grad, _ = layer.grads_wrt_params(activations[number], grads)
            sizes.insert(0, float(np.linalg.norm(weights_grad) / np.sqrt(weights_grad.size)))
        grads = layer.bprop(activations[number], activations[number + 1], grads)
    return sizes
