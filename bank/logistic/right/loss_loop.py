"""A loop over the samples, in plain Python."""
# cell: logistic/logistic_loss


def logistic_loss(y, yhat):
    total = 0.0
    for label, p in zip(y.ravel().tolist(), yhat.ravel().tolist()):
        total -= label * np.log(p) + (1 - label) * np.log(1 - p)
    return total / len(y)
