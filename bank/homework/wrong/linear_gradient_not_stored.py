"""gradInput is returned, but not stored."""
# cell: homework_modules/linear
# loses: linear_contract


class Linear:
    def updateGradInput(self, input, gradOutput):
        return gradOutput @ self.W
