"""The gradient is 1 / (1 + exp(x)), the sign of x is wrong."""
# cell: homework_modules/softplus
# loses: softplus_backward
# hint: SoftPlus.backward (gradInput)


class SoftPlus:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * 0.5 * (1 - np.tanh(0.5 * input))
        return self.gradInput
