"""The differences come first, then forward and backward; flattened."""
# cell: autoencoder/gradient_error


def gradient_error(module, x, upstream, eps=1e-6):
    numeric = []
    for i in range(x.size):
        step = np.eye(x.size)[i].reshape(x.shape) * eps
        difference = np.array(module.forward(x + step)) - np.array(module.forward(x - step))
        numeric.append((upstream * difference).sum() / 2 / eps)
    module.forward(x)
    return np.abs(np.ravel(module.backward(x, upstream)) - numeric).max()
