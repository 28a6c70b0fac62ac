"""The sign of the exponent is lost."""
# cell: logistic/sigmoid
# loses: sigmoid_values sigmoid_extreme


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z < 0, 1, small) / (1 + small)
