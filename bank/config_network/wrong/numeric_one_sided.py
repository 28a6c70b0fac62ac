"""The difference is taken to one side only."""
# cell: config_network/gradient_checker
# loses: checker_numeric checker_verdict checker_tolerance


def numeric_gradient(network, x, targets, place, epsilon=1e-2):
    """Central difference of the loss with respect to the parameter at `place`, one number."""
    number, name, index = place
    parameters = getattr(network.layers[number], name)
    old, losses = parameters[index], []
    for moved in (old + epsilon, old):
        parameters[index] = moved
        losses.append(network.forward_pass(x, targets)[0])
    parameters[index] = old
    return (losses[0] - losses[1]) / epsilon
