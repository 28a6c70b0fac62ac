"""gradInput uses W.T, whose shape does not fit."""
# cell: homework_modules/linear
# loses: linear_backward linear_contract


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W.T
        return self.gradInput
