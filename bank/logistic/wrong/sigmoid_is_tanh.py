"""The hyperbolic tangent is taken for the sigmoid."""
# cell: logistic/sigmoid
# loses: sigmoid_values sigmoid_extreme


def sigmoid(z):
    return np.tanh(z)
