"""The probability is kept away from 0 and 1 by 1e-12."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_extreme


def stable_logistic_loss(y, z2):
    yhat = np.clip(expit(z2), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))
