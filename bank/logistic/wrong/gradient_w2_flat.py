"""The gradient by w2 is (K,)."""
# cell: logistic/logistic_loss_grad
# loses: gradient_w2
# hint: has shape


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = (yhat - y) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": (h.T @ dz2)[:, 0]}
