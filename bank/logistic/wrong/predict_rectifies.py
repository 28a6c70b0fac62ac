"""The hidden layer has ReLU."""
# cell: logistic/predict
# loses: predict_output


def predict(X, W):
    z1 = X @ W["w1"]
    z2 = np.maximum(z1, 0) @ W["w2"]
    return z1, z2, expit(z2)
