"""The output is float32, although the input is float64."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: Linear.output is float32, but the input is float64.


class Linear:
    def updateOutput(self, input):
        self.output = (input @ self.W.T + self.b).astype(np.float32)
        return self.output
