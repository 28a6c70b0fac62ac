"""backward multiplies the caller's upstream gradient in place."""
# cell: homework_modules/leaky_relu
# loses: leaky_relu_contract
# hint: The gradOutput of LeakyReLU.backward was modified.


class LeakyReLU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput
        self.gradInput[input <= 0] *= self.slope
        return self.gradInput
