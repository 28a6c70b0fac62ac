"""The gradient is 0 for negative inputs."""
# cell: homework_modules/leaky_relu
# loses: leaky_relu_backward
# hint: The values are wrong exactly where the input is negative.


class LeakyReLU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * (input > 0)
        return self.gradInput
