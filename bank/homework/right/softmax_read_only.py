"""Results are marked read-only, so nobody can spoil them."""
# cell: homework_modules/softmax


class SoftMax:
    def updateOutput(self, input):
        exponentials = np.exp(input - input.max(axis=1, keepdims=True))
        self.output = exponentials / exponentials.sum(axis=1, keepdims=True)
        self.output.setflags(write=False)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = (gradOutput - (gradOutput * self.output).sum(axis=1, keepdims=True)) * self.output
        self.gradInput.setflags(write=False)
        return self.gradInput
