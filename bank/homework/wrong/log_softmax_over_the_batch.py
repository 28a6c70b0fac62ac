"""Columns are normalised, not rows."""
# cell: homework_modules/log_softmax
# loses: log_softmax_forward log_softmax_backward
# hint: These values come out along the other axis: look at axis=...


class LogSoftMax:
    def updateOutput(self, input):
        shifted = input - np.max(input, axis=0)
        self.output = shifted - np.log(np.sum(np.exp(shifted), axis=0))
        return self.output
