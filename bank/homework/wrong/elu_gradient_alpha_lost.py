"""The gradient for negative inputs is output + 1 instead of output + alpha."""
# cell: homework_modules/elu
# loses: elu_backward
# hint: The values are wrong exactly where the input is negative.


class ELU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * np.where(input > 0, 1.0, self.output + 1)
        return self.gradInput
