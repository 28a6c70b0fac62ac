"""backward exponentiates self.output in place, so a second backward is wrong."""
# cell: homework_modules/log_softmax
# loses: log_softmax_contract
# hint: LogSoftMax.output, by backward, was modified.


class LogSoftMax:
    def updateGradInput(self, input, gradOutput):
        np.exp(self.output, out=self.output)
        self.gradInput = gradOutput - self.output * np.sum(gradOutput, axis=1, keepdims=True)
        return self.gradInput
