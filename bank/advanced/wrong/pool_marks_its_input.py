"""Maxima are marked in the input itself."""
# cell: advanced/pool
# loses: pool_contract
# hint: was modified


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.empty(input.shape)
        for number, pixel in enumerate(self._pixels(self.gradInput)):
            np.multiply(gradOutput, self.winner == number, out=pixel)
        input[self.gradInput == 0] = 0
        return self.gradInput
