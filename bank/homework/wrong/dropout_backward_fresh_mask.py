"""backward draws a mask of its own."""
# cell: homework_modules/dropout
# loses: dropout_backward
# hint: Dropout.backward (gradInput)


class Dropout:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput
        if self.training:
            self.gradInput = gradOutput * (np.random.random(input.shape) >= self.p) / (1 - self.p)
        return self.gradInput
