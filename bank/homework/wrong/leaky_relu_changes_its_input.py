"""Negative values are scaled in the caller's array."""
# cell: homework_modules/leaky_relu
# loses: leaky_relu_contract
# hint: was modified. Work on a copy, or write into a new array


class LeakyReLU:
    def updateOutput(self, input):
        self.negative = input <= 0
        self.output = input
        self.output[self.negative] *= self.slope
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.where(self.negative, self.slope * gradOutput, gradOutput)
        return self.gradInput
