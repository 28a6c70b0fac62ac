"""The two labels are swapped."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values


def logistic_loss(y, yhat):
    return -np.mean((1 - y) * np.log(yhat) + y * np.log(1 - yhat))
