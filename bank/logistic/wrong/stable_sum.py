"""The stable loss is a sum."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_values stable_loss_extreme
# hint: is a sum taken where a mean belongs?


def stable_logistic_loss(y, z2):
    return np.sum(np.logaddexp(0, z2) - y * z2)
