"""exp overflows: the row's maximum is not subtracted."""
# cell: homework_modules/log_softmax
# loses: log_softmax_forward log_softmax_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class LogSoftMax:
    def updateOutput(self, input):
        self.output = input - np.log(np.sum(np.exp(input), axis=1, keepdims=True))
        return self.output
