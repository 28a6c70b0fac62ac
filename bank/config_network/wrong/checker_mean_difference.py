"""The mean of the differences is compared, so that one wrong number hides among right ones."""
# cell: config_network/gradient_checker
# loses: checker_tolerance


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    network.forward_pass(x, targets)
    network.backward_pass()
    differences = []
    for number, name, index in places:
        measured = numeric_gradient(network, x, targets, (number, name, index), epsilon)
        differences.append(measured + getattr(network.layers[number], f"d_{name}")[index])
    return np.mean(np.abs(differences)) <= tolerance
