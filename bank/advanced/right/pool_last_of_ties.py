"""The last of several maxima gets the gradient."""
# cell: advanced/pool


class MaxPool2d:
    def updateOutput(self, input):
        k, (height, width) = self.kernel_size, input.shape[2:]
        if (height % k, width % k) != (0, 0):
            raise ValueError("H and W must be multiples of the kernel size")
        self.output = np.maximum.reduce(self._pixels(input))
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.zeros_like(input)
        left = np.ones(gradOutput.shape, dtype=bool)
        for pixel, gradient in zip(self._pixels(input)[::-1], self._pixels(self.gradInput)[::-1]):
            hit = left & (pixel == self.output)
            gradient[hit] = gradOutput[hit]
            left &= ~hit
        return self.gradInput
