"""The derivative of the last sigmoid is multiplied in after it has cancelled."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1 gradient_w2 gradient_extreme


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) * yhat * (1 - yhat) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
