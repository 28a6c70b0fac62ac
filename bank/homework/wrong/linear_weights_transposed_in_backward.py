"""gradInput uses W.T, whose shape does not fit."""
# cell: homework_modules/linear
# loses: linear_backward linear_contract
# hint: ValueError: matmul: Input operand 1 has a mismatch


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W.T
        return self.gradInput
