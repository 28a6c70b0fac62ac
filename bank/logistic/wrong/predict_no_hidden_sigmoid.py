"""The first layer has no sigmoid."""
# cell: logistic/predict
# loses: predict_output


def predict(X, W):
    z1 = X @ W["w1"]
    z2 = z1 @ W["w2"]
    return z1, z2, expit(z2)
