"""The output is exp(x) - 1, whatever alpha is."""
# cell: homework_modules/elu
# loses: elu_forward
# hint: The values are wrong exactly where the input is negative.


class ELU:
    def updateOutput(self, input):
        self.output = np.where(input > 0, input, np.expm1(np.minimum(input, 0)))
        return self.output
