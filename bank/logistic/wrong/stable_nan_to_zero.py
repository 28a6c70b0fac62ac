"""What is not finite is replaced by 0."""
# cell: logistic/stable_logistic_loss
# loses: stable_loss_extreme


def stable_logistic_loss(y, z2):
    return np.mean(np.nan_to_num(np.log(1 + np.exp(z2)) - y * z2, posinf=0.0))
