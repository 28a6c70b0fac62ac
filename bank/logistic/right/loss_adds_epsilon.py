"""1e-15 is added inside of the logarithms."""
# cell: logistic/logistic_loss


def logistic_loss(y, yhat):
    eps = 1e-15
    return -np.mean(y * np.log(yhat + eps) + (1 - y) * np.log(1 - yhat + eps))
