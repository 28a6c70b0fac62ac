"""Only the softplus is clipped."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_extreme


def stable_logistic_loss(y, z2):
    return np.mean(np.log1p(np.exp(np.minimum(z2, 700))) - y * z2)
