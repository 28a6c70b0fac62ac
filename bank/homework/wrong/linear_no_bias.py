"""The bias is forgotten."""
# cell: homework_modules/linear
# loses: linear_forward
# hint: These values come out without the bias.


class Linear:
    def updateOutput(self, input):
        self.output = input @ self.W.T
        return self.output
