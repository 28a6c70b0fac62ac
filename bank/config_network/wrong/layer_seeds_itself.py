"""Each layer seeds a generator of its own, so that layers of one size are equal."""
# cell: config_network/layer
# loses: layer_start
# hint: does each draw its own from rng


class Layer:
    def __init__(self, in_units, out_units, rng=layer_rng):
        self.w = np.random.default_rng(SEED).normal(size=(in_units, out_units)) / np.sqrt(in_units)
        self.b = np.zeros(out_units)
        self.x = self.a = self.d_x = self.d_w = self.d_b = None
