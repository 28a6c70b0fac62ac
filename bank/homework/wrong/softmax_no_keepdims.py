"""Sums are (N,) instead of (N, 1): works for square inputs only, and wrongly."""
# cell: homework_modules/softmax
# loses: softmax_forward softmax_backward softmax_contract
# hint: ValueError: operands could not be broadcast together with shapes (2,4) (2,)


class SoftMax:
    def updateOutput(self, input):
        self.output = np.exp(input - np.max(input, axis=1, keepdims=True))
        self.output = self.output / np.sum(self.output, axis=1)
        return self.output
