"""The range at the start is that of all inputs, 1 / sqrt(C_in k k)."""
# cell: advanced/conv
# loses: conv_shapes
# hint: beyond half of the range: too few


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__()
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        self.W = np.random.uniform(-bound, bound, size=(out_channels, in_channels, kernel_size, kernel_size))
        self.b = np.random.uniform(-bound, bound, size=out_channels)
        self.gradW, self.gradb = np.zeros_like(self.W), np.zeros_like(self.b)
