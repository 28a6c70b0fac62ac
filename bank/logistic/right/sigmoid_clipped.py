"""exp of a clipped argument: exact in float64 on both sides."""
# cell: logistic/sigmoid


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))
