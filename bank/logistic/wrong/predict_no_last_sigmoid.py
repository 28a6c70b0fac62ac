"""yhat is z2."""
# cell: logistic/predict
# loses: predict_output


def predict(X, W):
    z1 = X @ W["w1"]
    z2 = expit(z1) @ W["w2"]
    return z1, z2, z2
