"""Results go into buffers that the next call overwrites."""
# cell: homework_modules/linear


class Linear:
    def updateOutput(self, input):
        shape = (len(input), len(self.W))
        if self.output is None or self.output.shape != shape:
            self.output = np.empty(shape)
        np.matmul(input, self.W.T, out=self.output)
        np.add(self.output, self.b, out=self.output)
        return self.output

    def updateGradInput(self, input, gradOutput):
        if self.gradInput is None or self.gradInput.shape != input.shape:
            self.gradInput = np.empty_like(input)
        np.matmul(gradOutput, self.W, out=self.gradInput)
        return self.gradInput
