"""The minus is lost."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values
# hint: Is a minus missing


def logistic_loss(y, yhat):
    return np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))
