"""The moving statistics of BatchNorm are counted, too."""
# cell: logistic/count_parameters
# loses: count_values


def count_parameters(net):
    frozen = sum(p.numel() for p in net.parameters() if not p.requires_grad)
    return sum(tensor.numel() for tensor in net.state_dict().values()) - frozen
