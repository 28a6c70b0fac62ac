"""exp(z) / (1 + exp(z)) is nan for large z."""
# cell: logistic/sigmoid
# loses: sigmoid_extreme
# hint: exp(x) is inf above


def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
