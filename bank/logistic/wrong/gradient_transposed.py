"""The gradient by w1 is transposed."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1
# hint: right once transposed


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    return {"w1": (dz2 @ W["w2"].T * h * (1 - h)).T @ X, "w2": h.T @ dz2}
