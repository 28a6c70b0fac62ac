"""The old value comes back by adding and subtracting epsilon, up to round-off."""
# cell: config_network/gradient_checker
# loses: checker_numeric
# hint: is not what it was. Keep the old value


def numeric_gradient(network, x, targets, place, epsilon=1e-2):
    number, name, index = place
    parameters = getattr(network.layers[number], name)
    parameters[index] += epsilon
    above = network.forward_pass(x, targets)[0]
    parameters[index] -= 2 * epsilon
    below = network.forward_pass(x, targets)[0]
    parameters[index] += epsilon
    return (above - below) / (2 * epsilon)
