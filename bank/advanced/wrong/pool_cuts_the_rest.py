"""What does not divide is cut off without a word."""
# cell: advanced/pool
# loses: pool_refuses
# hint: nothing was raised


class MaxPool2d:
    def updateOutput(self, input):
        k, (height, width) = self.kernel_size, input.shape[2:]
        input = input[:, :, : height // k * k, : width // k * k]
        self.output = np.array(input[:, :, ::k, ::k])
        self.winner = np.zeros(self.output.shape, dtype=int)
        for number, pixel in enumerate(self._pixels(input)):
            self.winner[pixel > self.output] = number
            np.maximum(self.output, pixel, out=self.output)
        return self.output
