"""The gradient for positive inputs is x instead of 1."""
# cell: homework_modules/elu
# loses: elu_backward
# hint: The values are wrong exactly where the input is positive.


class ELU:
    def updateGradInput(self, input, gradOutput):
        slope = np.where(input > 0, input, self.alpha * np.exp(np.minimum(input, 0)))
        self.gradInput = gradOutput * slope
        return self.gradInput
