"""Negative values are replaced in a copy; the gradient comes from the output."""
# cell: homework_modules/elu


class ELU:
    def updateOutput(self, input):
        self.output = input.copy()
        negative = self.output < 0
        self.output[negative] = self.alpha * (np.exp(self.output[negative]) - 1)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.copy()
        self.gradInput[input < 0] *= self.output[input < 0] + self.alpha
        return self.gradInput
