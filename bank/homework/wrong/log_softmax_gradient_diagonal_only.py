"""backward is g(1 - p), which leaves out the other outputs of the row."""
# cell: homework_modules/log_softmax
# loses: log_softmax_backward
# hint: comes out with the diagonal of the Jacobian only


class LogSoftMax:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * (1 - np.exp(self.output))
        return self.gradInput
