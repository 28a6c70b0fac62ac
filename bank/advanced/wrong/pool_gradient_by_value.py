"""The place of a maximum is looked for by its value in the whole picture."""
# cell: advanced/pool
# loses: pool_ties
# hint: sum of the gradients of a window


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.zeros(input.shape)
        for n, c, u, v in np.ndindex(*gradOutput.shape):
            i, j = np.argwhere(input[n, c] == self.output[n, c, u, v])[0]
            self.gradInput[n, c, i, j] = gradOutput[n, c, u, v]
        return self.gradInput
