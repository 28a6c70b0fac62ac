"""The maximum is subtracted in place, from the caller's array."""
# cell: homework_modules/softmax
# loses: softmax_contract
# hint: was modified. Work on a copy, or write into a new array


class SoftMax:
    def updateOutput(self, input):
        input -= np.max(input, axis=1, keepdims=True)
        self.output = np.exp(input)
        self.output /= np.sum(self.output, axis=1, keepdims=True)
        return self.output
