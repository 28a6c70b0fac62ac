"""All weights are zero, so that all hidden units stay equal."""
# cell: config_network/layer
# loses: layer_start first_accuracy_reached


class Layer:
    def __init__(self, in_units, out_units, rng=layer_rng):
        self.w = np.zeros((in_units, out_units))
        self.b = np.zeros(out_units)
        self.x = self.a = self.d_x = self.d_w = self.d_b = None
