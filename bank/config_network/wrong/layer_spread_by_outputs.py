"""The spread of the weights comes from the number of outputs."""
# cell: config_network/layer
# loses: layer_start


class Layer:
    def __init__(self, in_units, out_units, rng=layer_rng):
        self.w = rng.normal(0, 1 / np.sqrt(out_units), size=(in_units, out_units))
        self.b = np.zeros(out_units)
        self.x = self.a = self.d_x = self.d_w = self.d_b = None
