"""The shifted input is computed, and then exp of the input itself."""
# cell: homework_modules/softmax
# loses: softmax_forward softmax_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class SoftMax:
    def updateOutput(self, input):
        self.output = np.subtract(input, np.max(input, axis=1, keepdims=True))
        self.output = np.exp(input) / np.sum(np.exp(input), axis=1, keepdims=True)
        return self.output
