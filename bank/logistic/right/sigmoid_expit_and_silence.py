"""SciPy's function, with warnings off."""
# cell: logistic/sigmoid


def sigmoid(z):
    with np.errstate(all="ignore"):
        return expit(z)
