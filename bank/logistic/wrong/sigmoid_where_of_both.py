"""np.where picks the right half, but both halves are computed everywhere."""
# cell: logistic/sigmoid
# loses: sigmoid_extreme
# hint: overflows on the way


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
