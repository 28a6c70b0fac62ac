"""backward works in self.output, so a second backward is wrong."""
# cell: homework_modules/softmax
# loses: softmax_contract
# hint: SoftMax.output, by backward, was modified.


class SoftMax:
    def updateGradInput(self, input, gradOutput):
        weighted = np.sum(gradOutput * self.output, axis=1, keepdims=True)
        self.output *= gradOutput - weighted
        self.gradInput = self.output
        return self.gradInput
