"""softplus is ln(1 + exp(z)) as it stands."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_extreme
# hint: exp(x) is inf above


def stable_logistic_loss(y, z2):
    return np.mean(np.log(1 + np.exp(z2)) - y * z2)
