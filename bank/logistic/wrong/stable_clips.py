"""z2 is clipped, so that the loss is wrong beyond 500."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_extreme


def stable_logistic_loss(y, z2):
    z = np.clip(z2, -500, 500)
    return np.mean(np.log(1 + np.exp(z)) - y * z)
