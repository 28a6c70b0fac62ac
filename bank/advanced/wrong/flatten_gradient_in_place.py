"""The caller's gradient itself gets the shape of the input."""
# cell: advanced/flatten
# loses: flatten_contract


class Flatten:
    def updateGradInput(self, input, gradOutput):
        gradOutput.shape = input.shape
        self.gradInput = gradOutput
        return self.gradInput
