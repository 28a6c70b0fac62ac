"""Arrays are counted instead of numbers."""
# cell: logistic/count_parameters
# loses: count_values


def count_parameters(net):
    return len(list(net.parameters()))
