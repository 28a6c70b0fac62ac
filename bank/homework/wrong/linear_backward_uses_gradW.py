"""gradInput is computed with gradW instead of W."""
# cell: homework_modules/linear
# loses: linear_backward
# hint: Every value is 0: is anything computed or collected here?


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.gradW
        return self.gradInput
