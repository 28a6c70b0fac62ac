"""backward returns p - t, the gradient of softmax and cross-entropy together."""
# cell: homework_modules/softmax
# loses: softmax_backward
# hint: right only for SoftMax and cross-entropy in one


class SoftMax:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = self.output - gradOutput
        return self.gradInput
