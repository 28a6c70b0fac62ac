"""scipy.special does the work."""
# cell: homework_modules/softmax

from scipy import special


class SoftMax:
    def updateOutput(self, input):
        self.output = special.softmax(input, axis=1)
        return self.output


# cell: homework_modules/log_softmax


class LogSoftMax:
    def updateOutput(self, input):
        self.output = input - special.logsumexp(input, axis=1, keepdims=True)
        return self.output
