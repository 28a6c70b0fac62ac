"""The epsilon handed over is ignored."""
# cell: config_network/gradient_checker
# loses: checker_tolerance


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    """Whether measured and computed gradients differ by at most `tolerance` at every place."""
    network.forward_pass(x, targets)
    network.backward_pass()
    for place in places:
        number, name, index = place
        computed = -getattr(network.layers[number], f"d_{name}")[index]
        if not abs(numeric_gradient(network, x, targets, place) - computed) <= tolerance:
            return False
    return True
