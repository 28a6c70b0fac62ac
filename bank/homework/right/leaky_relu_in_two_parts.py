"""The positive and the negative part are added; backward multiplies by a slope for each element."""
# cell: homework_modules/leaky_relu


class LeakyReLU:
    def updateOutput(self, input):
        self.output = np.maximum(input, 0) + self.slope * np.minimum(input, 0)
        return self.output

    def updateGradInput(self, input, gradOutput):
        slopes = np.full(input.shape, float(self.slope))
        slopes[input >= 0] = 1
        self.gradInput = gradOutput * slopes
        return self.gradInput
