"""Only samples with label 1 count."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values


def logistic_loss(y, yhat):
    return -np.mean(y * np.log(yhat))
