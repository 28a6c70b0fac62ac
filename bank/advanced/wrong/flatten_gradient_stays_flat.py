"""The gradient is handed on as it came."""
# cell: advanced/flatten
# loses: flatten_backward cnn_learns cnn_reported
# hint: has shape


class Flatten:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput
        return self.gradInput
