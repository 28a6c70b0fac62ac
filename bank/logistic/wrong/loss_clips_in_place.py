"""yhat is clipped in place."""
# cell: logistic/logistic_loss
# loses: logistic_loss_values
# hint: was modified


def logistic_loss(y, yhat):
    loss = -np.mean(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))
    np.clip(yhat, 0.4, 0.6, out=yhat)
    return loss
