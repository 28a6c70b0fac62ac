"""The stable form for positive numbers is used for all."""
# cell: logistic/sigmoid
# loses: sigmoid_values sigmoid_extreme
# hint: wrong exactly where the input is negative


def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))
