"""backward uses the mask without the division by 1 - p."""
# cell: homework_modules/dropout
# loses: dropout_backward
# hint: exactly 0.8 times the right ones. That is 1 - p: values are divided by 1 - p in training


class Dropout:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * (self.mask > 0) if self.training else gradOutput
        return self.gradInput
