"""The gradient divides by a probability of 0."""
# cell: homework_modules/nll_unstable
# loses: nll_unstable_gradient
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassNLLCriterionUnstable:
    def updateGradInput(self, input, target):
        self.gradInput = -target / input / input.shape[0]
        return self.gradInput
