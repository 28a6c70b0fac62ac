"""In evaluation mode backward still multiplies by the mask of the last training call."""
# cell: homework_modules/dropout
# loses: dropout_evaluate
# hint: These values come out in training mode, after evaluate(): are the modes swapped?


class Dropout:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.mask
        return self.gradInput
