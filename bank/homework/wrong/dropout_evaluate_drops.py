"""Evaluation drops values like training."""
# cell: homework_modules/dropout
# loses: dropout_evaluate
# hint: These values come out in training mode, after evaluate(): are the modes swapped?


class Dropout:
    def updateOutput(self, input):
        self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
        self.output = input * self.mask
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.mask
        return self.gradInput
