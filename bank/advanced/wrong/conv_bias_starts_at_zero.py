"""The bias starts with zeros."""
# cell: advanced/conv
# loses: conv_shapes
# hint: Conv2d.b: positive values: too few


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__()
        bound = 1 / np.sqrt(in_channels)
        self.W = np.random.uniform(-bound, bound, size=(out_channels, in_channels, kernel_size, kernel_size))
        self.b = np.zeros(out_channels)
        self.gradW, self.gradb = np.zeros_like(self.W), np.zeros_like(self.b)
