"""Biases are left out."""
# cell: logistic/count_parameters
# loses: count_values


def count_parameters(net):
    return sum(p.numel() for p in net.parameters() if p.requires_grad and p.dim() > 1)
