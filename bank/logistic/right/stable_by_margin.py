"""softplus of minus the signed margin."""
# cell: logistic/stable_logistic_loss


def stable_logistic_loss(y, z2):
    return np.logaddexp(0, (1 - 2 * y) * z2).mean()
