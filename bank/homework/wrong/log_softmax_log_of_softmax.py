"""The logarithm of the softmax: -inf where the probability underflows."""
# cell: homework_modules/log_softmax
# loses: log_softmax_forward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class LogSoftMax:
    def updateOutput(self, input):
        exponentials = np.exp(input - np.max(input, axis=1, keepdims=True))
        self.output = np.log(exponentials / np.sum(exponentials, axis=1, keepdims=True))
        return self.output
