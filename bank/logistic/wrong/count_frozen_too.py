"""Frozen parameters are counted, too."""
# cell: logistic/count_parameters
# loses: count_values


def count_parameters(net):
    return sum(parameter.numel() for parameter in net.parameters())
