"""Everything is refused."""
# cell: config_network/gradient_checker
# loses: checker_verdict checker_tolerance
# hint: returns False for right gradients; it should be True


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    return False
