"""X is centred in place, after the forward pass."""
# cell: logistic/logistic_loss_grad
# loses: gradient_contract
# hint: was modified


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    gradient = {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
    X -= X.mean(axis=0)
    return gradient
