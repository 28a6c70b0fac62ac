"""The larger exponent is taken out."""
# cell: logistic/stable_logistic_loss


def stable_logistic_loss(y, z2):
    return np.average(np.maximum(z2, 0) + np.log1p(np.exp(-abs(z2))) - y * z2)
