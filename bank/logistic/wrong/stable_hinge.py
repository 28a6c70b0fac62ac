"""softplus is replaced by its limit, max(z, 0)."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_values


def stable_logistic_loss(y, z2):
    return np.mean(np.maximum(z2, 0) - y * z2)
