"""Inner products, and a zero-dimensional array is returned."""
# cell: logistic/logistic_loss


def logistic_loss(y, yhat):
    both = y.T @ np.log(yhat) + (1 - y).T @ np.log(1 - yhat)
    return np.squeeze(-both / y.shape[0])
