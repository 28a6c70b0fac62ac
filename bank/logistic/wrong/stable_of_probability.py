"""The sigmoid is applied before softplus."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_values stable_loss_extreme


def stable_logistic_loss(y, z2):
    yhat = expit(z2)
    return np.mean(np.logaddexp(0, yhat) - y * yhat)
