"""Nothing is cancelled: 0/0 where predictions are certain."""
# cell: logistic/logistic_loss_grad
# loses: gradient_extreme
# hint: with certain predictions


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dyhat = (yhat - y) / (yhat * (1 - yhat)) / len(X)
    dz2 = dyhat * yhat * (1 - yhat)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
