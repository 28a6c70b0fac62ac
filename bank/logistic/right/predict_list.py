"""A list is returned, and einsum multiplies."""
# cell: logistic/predict


def predict(X, W):
    z1 = np.einsum("bd,dk->bk", X, W["w1"])
    z2 = np.einsum("bk,ko->bo", 1 / (1 + np.exp(-z1)), W["w2"])
    return [z1, z2, 1 / (1 + np.exp(-z2))]
