"""Everything is accepted."""
# cell: config_network/gradient_checker
# loses: checker_verdict checker_tolerance
# hint: returns True where it should return False


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    return True
