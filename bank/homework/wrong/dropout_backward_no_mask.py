"""backward passes the upstream gradient through."""
# cell: homework_modules/dropout
# loses: dropout_backward
# hint: Dropout.backward (gradInput)


class Dropout:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput
        return self.gradInput
