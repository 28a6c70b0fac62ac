"""The logarithm has base 2."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values


def logistic_loss(y, yhat):
    return -np.mean(y * np.log2(yhat) + (1 - y) * np.log2(1 - yhat))
