"""The argument is clipped in place."""
# cell: logistic/sigmoid
# loses: sigmoid_values


def sigmoid(z):
    np.clip(z, -3, 500, out=z) if np.abs(z).max() < 500 else np.clip(z, -500, 500, out=z)
    return 1 / (1 + np.exp(-z))
