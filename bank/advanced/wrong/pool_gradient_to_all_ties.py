"""All largest values of a window get the gradient."""
# cell: advanced/pool
# loses: pool_ties
# hint: pixels of one window get a gradient; only one may


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        largest = self.output.repeat(k, axis=2).repeat(k, axis=3)
        self.gradInput = (input == largest) * gradOutput.repeat(k, axis=2).repeat(k, axis=3)
        return self.gradInput
