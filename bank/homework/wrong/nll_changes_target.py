"""backward turns the caller's target into the gradient."""
# cell: homework_modules/nll
# loses: nll_contract
# hint: The target of ClassNLLCriterion was modified.


class ClassNLLCriterion:
    def updateGradInput(self, input, target):
        target /= -input.shape[0]
        self.gradInput = target
        return self.gradInput
