"""For large z softplus is z, picked by np.where; the other branch overflows unseen."""
# cell: logistic/stable_logistic_loss


def stable_logistic_loss(y, z2):
    softplus = np.where(z2 > 40, z2, np.log1p(np.exp(z2)))
    return np.sum(softplus - y * z2) / y.size
