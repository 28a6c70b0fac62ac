"""The sigmoid is half of one plus the hyperbolic tangent of z / 2."""
# cell: logistic/sigmoid


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))
