"""The last layer's gradient uses z1 instead of its sigmoid."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w2


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": (X @ W["w1"]).T @ dz2}
