"""The mask is boolean, the division stands apart; evaluation returns a copy."""
# cell: homework_modules/dropout


class Dropout:
    def updateOutput(self, input):
        if not self.training:
            self.output = input.copy()
            return self.output
        self.mask = np.random.rand(*input.shape) > self.p
        self.output = np.where(self.mask, input, 0.0) / (1 - self.p)
        return self.output

    def updateGradInput(self, input, gradOutput):
        if not self.training:
            self.gradInput = gradOutput.copy()
            return self.gradInput
        self.gradInput = np.zeros_like(gradOutput)
        self.gradInput[self.mask] = gradOutput[self.mask] / (1 - self.p)
        return self.gradInput
