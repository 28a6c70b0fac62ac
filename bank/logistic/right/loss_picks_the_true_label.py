"""The probability of the true label is picked, then one logarithm."""
# cell: logistic/logistic_loss


def logistic_loss(y, yhat):
    return float(np.mean(-np.log(np.where(np.asarray(y) > 0.5, yhat, 1 - yhat))))
