"""gradInput is stored, but not returned."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: is None. Is a `return` missing, or was it never stored?


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W
