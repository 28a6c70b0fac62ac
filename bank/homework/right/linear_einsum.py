"""Sums by einsum; the batch size only shows in the subscripts."""
# cell: homework_modules/linear


class Linear:
    def updateOutput(self, input):
        self.output = np.einsum("ni,oi->no", input, self.W) + self.b
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.einsum("no,oi->ni", gradOutput, self.W)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += np.einsum("no,ni->oi", gradOutput, input)
        self.gradb += np.einsum("no->o", gradOutput)
