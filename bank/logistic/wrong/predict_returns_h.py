"""The first of the three is the hidden layer after its sigmoid."""
# cell: logistic/predict
# loses: predict_first


def predict(X, W):
    h = expit(X @ W["w1"])
    z2 = h @ W["w2"]
    return h, z2, expit(z2)
