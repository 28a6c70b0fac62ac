"""The weights are changed at once."""
# cell: logistic/logistic_loss_grad
# loses: gradient_contract
# hint: was modified


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    gradient = {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
    for name in gradient:
        W[name] -= 0.1 * gradient[name]
    return gradient
