"""The gradient is that for log-probabilities: it is not divided by the probability."""
# cell: homework_modules/nll_unstable
# loses: nll_unstable_gradient
# hint: ClassNLLCriterionUnstable.backward


class ClassNLLCriterionUnstable:
    def updateGradInput(self, input, target):
        self.gradInput = -target / input.shape[0]
        return self.gradInput
