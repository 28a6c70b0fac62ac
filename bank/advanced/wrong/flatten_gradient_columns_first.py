"""The gradient is put back column by column."""
# cell: advanced/flatten
# loses: flatten_backward
# hint: Flatten.backward (gradInput)


class Flatten:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.reshape(input.shape, order="F")
        return self.gradInput
