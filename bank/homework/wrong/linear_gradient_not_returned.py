"""gradInput is stored, but not returned."""
# cell: homework_modules/linear
# loses: linear_contract


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W
