"""predict is called, and einsum multiplies; more entries than asked for."""
# cell: logistic/logistic_loss_grad


def logistic_loss_grad(X, y, W):
    z1, z2, yhat = predict(X, W)
    h, error = expit(z1), (yhat - y) / y.shape[0]
    slope = expit(z1) * expit(-z1)
    return {
        "w1": np.einsum("bd,bo,ko,bk->dk", X, error, W["w2"], slope),
        "w2": np.einsum("bk,bo->ko", h, error),
        "z2": z2,
    }
