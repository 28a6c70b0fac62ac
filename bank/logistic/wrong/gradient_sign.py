"""y - yhat instead of yhat - y."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1 gradient_w2
# hint: Is a minus missing


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (y - yhat) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
