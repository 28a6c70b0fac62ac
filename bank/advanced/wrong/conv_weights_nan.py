"""Each weight is multiplied with its number and divided by it again: of the first, 0 / 0, that is nan."""
# cell: advanced/conv
# loses: conv_shapes conv_contract cnn_layers cnn_learns cnn_reported
# hint: Conv2d(100, 20, 3).W is nan


class Conv2d:
    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__()
        bound, shape = 1 / np.sqrt(in_channels), (out_channels, in_channels, kernel_size, kernel_size)
        number = np.arange(np.prod(shape)).reshape(shape)
        with np.errstate(invalid="ignore"):
            self.W = np.random.uniform(-bound, bound, size=shape) * number / number
        self.b = np.random.uniform(-bound, bound, size=out_channels)
        self.gradW, self.gradb = np.zeros_like(self.W), np.zeros_like(self.b)
