"""The chain to the first layer does not go through W2."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    return {"w1": X.T @ (dz2 * h * (1 - h)), "w2": h.T @ dz2}
