"""backward looks at the sign of the output, which is positive for negative inputs if the slope is below 0."""
# cell: homework_modules/leaky_relu
# loses: leaky_relu_backward
# hint: The values are wrong exactly where the input is negative.


class LeakyReLU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.where(self.output > 0, gradOutput, self.slope * gradOutput)
        return self.gradInput
