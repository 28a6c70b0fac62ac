"""Columns sum to 1, not rows."""
# cell: homework_modules/softmax
# loses: softmax_forward softmax_backward
# hint: These values come out along the other axis: look at axis=...


class SoftMax:
    def updateOutput(self, input):
        self.output = np.exp(input - np.max(input, axis=0))
        self.output /= np.sum(self.output, axis=0)
        return self.output
