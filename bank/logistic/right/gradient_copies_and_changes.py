"""Works on copies, in place, and returns Fortran order."""
# cell: logistic/logistic_loss_grad


def logistic_loss_grad(X, y, W):
    X = X.copy()
    h = expit(X.dot(W["w1"]))
    delta = expit(h.dot(W["w2"]))
    delta -= y
    delta /= len(delta)
    first = delta.dot(W["w2"].T)
    first *= h - h**2
    return {"w2": np.asfortranarray(h.T.dot(delta)), "w1": np.asfortranarray(X.T.dot(first))}
