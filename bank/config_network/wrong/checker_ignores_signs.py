"""Only the sizes are compared, so that a wrong sign is accepted."""
# cell: config_network/gradient_checker
# loses: checker_verdict


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    """Whether measured and computed gradients differ by at most `tolerance` at every place."""
    network.forward_pass(x, targets)
    network.backward_pass()
    for place in places:
        number, name, index = place
        computed = -getattr(network.layers[number], f"d_{name}")[index]
        if not abs(abs(numeric_gradient(network, x, targets, place, epsilon)) - abs(computed)) <= tolerance:
            return False
    return True
