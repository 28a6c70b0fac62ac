"""A probability of 0 gives an infinite loss."""
# cell: homework_modules/nll_unstable
# loses: nll_unstable_loss
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassNLLCriterionUnstable:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * np.log(input)) / input.shape[0]
        return self.output
