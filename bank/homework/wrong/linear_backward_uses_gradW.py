"""gradInput is computed with gradW instead of W."""
# cell: homework_modules/linear
# loses: linear_backward


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.gradW
        return self.gradInput
