"""Products of shapes, as a NumPy integer."""
# cell: logistic/count_parameters


def count_parameters(net):
    return np.sum([np.prod(tuple(p.shape)) for p in net.parameters() if p.requires_grad])
