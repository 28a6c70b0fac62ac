"""The term y z2 is missing."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_values stable_loss_extreme


def stable_logistic_loss(y, z2):
    return np.mean(np.logaddexp(0, z2))
