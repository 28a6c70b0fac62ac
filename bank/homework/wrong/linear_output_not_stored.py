"""The output is returned, but not stored."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: is None. Is a `return` missing, or was it never stored?


class Linear:
    def updateOutput(self, input):
        return input @ self.W.T + self.b
