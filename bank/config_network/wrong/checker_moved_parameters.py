"""The backward pass follows a forward pass with a moved parameter."""
# cell: config_network/gradient_checker
# loses: checker_verdict checker_tolerance


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    for number, name, index in places:
        parameters = getattr(network.layers[number], name)
        old = parameters[index]
        parameters[index] = old + epsilon
        above = network.forward_pass(x, targets)[0]
        parameters[index] = old - epsilon
        below = network.forward_pass(x, targets)[0]
        network.backward_pass()
        parameters[index] = old
        computed = -getattr(network.layers[number], f"d_{name}")[index]
        if abs((above - below) / (2 * epsilon) - computed) > tolerance:
            return False
    return True
