"""Weights come from the global generator of NumPy, so that no run can be repeated."""
# cell: config_network/layer
# loses: layer_start


class Layer:
    def __init__(self, in_units, out_units, rng=layer_rng):
        self.w = np.random.randn(in_units, out_units) / np.sqrt(in_units)
        self.b = np.zeros(out_units)
        self.x = self.a = self.d_x = self.d_w = self.d_b = None
