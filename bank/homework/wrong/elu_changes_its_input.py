"""Negative values are replaced in the caller's array."""
# cell: homework_modules/elu
# loses: elu_contract
# hint: was modified. Work on a copy, or write into a new array


class ELU:
    def updateOutput(self, input):
        self.slope = np.where(input > 0, 1.0, self.alpha * np.exp(np.minimum(input, 0)))
        self.output = input
        self.output[input <= 0] = self.alpha * np.expm1(input[input <= 0])
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.slope
        return self.gradInput
