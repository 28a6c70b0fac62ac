"""Outer products, sample by sample."""
# cell: logistic/logistic_loss_grad


def logistic_loss_grad(X, y, W):
    gradient = {name: np.zeros_like(value) for name, value in W.items()}
    for x, label in zip(X, y[:, 0]):
        h = expit(x @ W["w1"])
        error = expit(h @ W["w2"][:, 0]) - label
        gradient["w2"] += error * h[:, None]
        gradient["w1"] += np.outer(x, error * W["w2"][:, 0] * h * (1 - h))
    return {name: value / len(X) for name, value in gradient.items()}
