"""The textbook form: exp of a large number overflows, although the result is right."""
# cell: logistic/sigmoid
# loses: sigmoid_extreme
# hint: overflows on the way


def sigmoid(z):
    return 1 / (1 + np.exp(-z))
