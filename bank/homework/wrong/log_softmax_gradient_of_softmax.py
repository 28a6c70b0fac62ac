"""backward is that of SoftMax."""
# cell: homework_modules/log_softmax
# loses: log_softmax_backward
# hint: This is the gradient of SoftMax, not of its logarithm.


class LogSoftMax:
    def updateGradInput(self, input, gradOutput):
        p = np.exp(self.output)
        self.gradInput = p * (gradOutput - np.sum(gradOutput * p, axis=1, keepdims=True))
        return self.gradInput
