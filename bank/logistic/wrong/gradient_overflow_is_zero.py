"""nan is replaced by 0."""
# cell: logistic/logistic_loss_grad
# loses: gradient_extreme
# hint: although every prediction is wrong


def logistic_loss_grad(X, y, W):
    h = expit(X @ W["w1"])
    yhat = expit(h @ W["w2"])
    dz2 = np.nan_to_num((yhat - y) / (yhat * (1 - yhat)) * yhat * (1 - yhat)) / len(X)
    return {"w1": X.T @ (dz2 @ W["w2"].T * h * (1 - h)), "w2": h.T @ dz2}
