"""exp of minus softplus of -z."""
# cell: logistic/sigmoid


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))
