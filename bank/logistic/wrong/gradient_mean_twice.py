"""The mean is taken twice for the first layer."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1
# hint: That is 1 / batch size


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)) / len(X), "w2": h.T @ dz2}
