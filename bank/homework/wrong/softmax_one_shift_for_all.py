"""The maximum of the whole batch is subtracted: a row of much smaller numbers becomes 0/0."""
# cell: homework_modules/softmax
# loses: softmax_forward softmax_backward
# hint: exp(x) is inf above x = 709 and 0 below -745


class SoftMax:
    def updateOutput(self, input):
        self.output = np.exp(input - np.max(input))
        self.output /= np.sum(self.output, axis=1, keepdims=True)
        return self.output
