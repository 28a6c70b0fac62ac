"""The gradient of the sum, not of the mean."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w1 gradient_w2
# hint: is a sum taken where a mean belongs?


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = yhat - y
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
