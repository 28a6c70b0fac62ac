"""Only the probabilities are returned."""
# cell: logistic/predict
# loses: predict_first predict_output
# hint: must return three arrays


def predict(X, W):
    return expit(expit(X @ W["w1"]) @ W["w2"])
