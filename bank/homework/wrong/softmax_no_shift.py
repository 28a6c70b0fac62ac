"""exp overflows: the row's maximum is not subtracted."""
# cell: homework_modules/softmax
# loses: softmax_forward softmax_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class SoftMax:
    def updateOutput(self, input):
        self.output = np.exp(input)
        self.output /= np.sum(self.output, axis=1, keepdims=True)
        return self.output
