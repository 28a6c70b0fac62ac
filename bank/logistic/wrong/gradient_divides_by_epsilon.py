"""0/0 is avoided by an epsilon, and the gradient of certain errors is lost."""
# cell: logistic/logistic_loss_grad
# loses: gradient_extreme
# hint: although every prediction is wrong


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dyhat = (yhat - y) / (yhat * (1 - yhat) + 1e-12) / len(X)
    dz2 = dyhat * yhat * (1 - yhat)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
