"""backward uses p(1 - p) only: each output depends on the other inputs, too."""
# cell: homework_modules/softmax
# loses: softmax_backward
# hint: comes out with the diagonal of the Jacobian only


class SoftMax:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.output * (1 - self.output)
        return self.gradInput
