"""The slope is 0.03, whatever was asked for."""
# cell: homework_modules/leaky_relu
# loses: leaky_relu_forward leaky_relu_backward
# hint: The values are wrong exactly where the input is negative.


class LeakyReLU:
    def updateOutput(self, input):
        self.output = np.where(input > 0, input, 0.03 * input)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.where(input > 0, gradOutput, 0.03 * gradOutput)
        return self.gradInput
