"""The gradient is not divided by the batch size."""
# cell: homework_modules/nll
# loses: nll_gradient
# hint: exactly 5 times the right ones; the batch has 5 samples. That is the batch size


class ClassNLLCriterion:
    def updateGradInput(self, input, target):
        self.gradInput = -target
        return self.gradInput
