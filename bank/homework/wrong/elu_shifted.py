"""The maximum is subtracted inside exp, as if ELU were a softmax."""
# cell: homework_modules/elu
# loses: elu_forward
# hint: The values are wrong exactly where the input is negative.


class ELU:
    def updateOutput(self, input):
        shifted = input - np.max(input, axis=1, keepdims=True)
        self.output = np.where(input > 0, input, self.alpha * (np.exp(shifted) - 1))
        return self.output
