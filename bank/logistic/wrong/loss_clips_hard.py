"""Probabilities are clipped to [0.1, 0.9]."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values


def logistic_loss(y, yhat):
    yhat = np.clip(yhat, 0.1, 0.9)
    return -np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))
