"""y is made flat, so that all pairs of samples are compared."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values


def logistic_loss(y, yhat):
    y = y.ravel()
    return -np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))
