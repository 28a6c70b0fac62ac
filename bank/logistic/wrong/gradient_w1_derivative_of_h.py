"""sigma' is evaluated at h instead of z1."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    s = expit(h)
    return {"w1": X.T @ (dz2 @ W["w2"].T * s * (1 - s)), "w2": h.T @ dz2}
