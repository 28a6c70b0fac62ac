"""backward computes softmax from the input anew, without the shift."""
# cell: homework_modules/log_softmax
# loses: log_softmax_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class LogSoftMax:
    def updateGradInput(self, input, gradOutput):
        p = np.exp(input) / np.sum(np.exp(input), axis=1, keepdims=True)
        self.gradInput = gradOutput - p * np.sum(gradOutput, axis=1, keepdims=True)
        return self.gradInput
