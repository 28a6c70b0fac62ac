"""The caller's probabilities are clipped in place."""
# cell: homework_modules/nll_unstable
# loses: nll_unstable_contract
# hint: was modified. Work on a copy, or write into a new array


class ClassNLLCriterionUnstable:
    def updateOutput(self, input, target):
        np.clip(input, self.EPS, 1 - self.EPS, out=input)
        self.output = -np.sum(target * np.log(input)) / input.shape[0]
        return self.output
