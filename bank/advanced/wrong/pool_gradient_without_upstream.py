"""The gradient is 1 at each maximum, whatever comes from above."""
# cell: advanced/pool
# loses: pool_backward pool_ties cnn_layers cnn_learns
# hint: with 1 in place of gradOutput


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.empty(input.shape)
        for number, pixel in enumerate(self._pixels(self.gradInput)):
            pixel[...] = self.winner == number
        return self.gradInput
