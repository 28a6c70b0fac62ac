"""An AssertionError without a sentence in place of a ValueError."""
# cell: advanced/pool
# loses: pool_refuses
# hint: must raise ValueError, not AssertionError


class MaxPool2d:
    def updateOutput(self, input):
        k, (height, width) = self.kernel_size, input.shape[2:]
        assert height % k == 0 == width % k
        self.output = np.array(input[:, :, ::k, ::k])
        self.winner = np.zeros(self.output.shape, dtype=int)
        for number, pixel in enumerate(self._pixels(input)):
            self.winner[pixel > self.output] = number
            np.maximum(self.output, pixel, out=self.output)
        return self.output
