"""All differences at once, with np.allclose; a NumPy boolean comes back."""
# cell: config_network/gradient_checker


def numeric_gradient(network, x, targets, place, epsilon=1e-2):
    layer, name, index = network.layers[place[0]], place[1], place[2]
    original = getattr(layer, name)

    def loss_at(step):
        moved = original.copy()
        moved[index] += step
        setattr(layer, name, moved)
        return float(network.forward_pass(x, targets)[0])

    slope = (loss_at(epsilon) - loss_at(-epsilon)) / 2 / epsilon
    setattr(layer, name, original)
    return slope


def gradients_agree(network, x, targets, places, epsilon=1e-2, tolerance=1e-4):
    measured = [numeric_gradient(network, x, targets, place, epsilon) for place in places]
    network.forward_pass(x, targets)
    network.backward_pass()
    negative = [getattr(network.layers[place[0]], "d_" + place[1])[place[2]] for place in places]
    return np.max(np.abs(np.add(measured, negative))) <= tolerance
