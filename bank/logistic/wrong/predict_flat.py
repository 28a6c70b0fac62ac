"""z2 and yhat are (B,) instead of (B, 1)."""
# cell: logistic/predict
# loses: predict_output
# hint: has shape


def predict(X, W):
    z1 = X @ W["w1"]
    z2 = expit(z1) @ W["w2"][:, 0]
    return z1, z2, expit(z2)
