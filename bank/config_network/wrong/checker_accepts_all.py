"""Everything is accepted."""
# cell: config_network/gradient_checker
# loses: checker_verdict checker_tolerance
# hint: with the wrong sign; it should be False


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    return True
