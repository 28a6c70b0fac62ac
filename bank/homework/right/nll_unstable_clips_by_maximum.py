"""Clipped by minimum and maximum, the mean of the rows' sums, a private helper."""
# cell: homework_modules/nll_unstable


class ClassNLLCriterionUnstable:
    def _clip(self, p):
        return np.minimum(np.maximum(p, 1e-15), 1 - 1e-15)

    def updateOutput(self, input, target):
        self.output = np.mean(np.sum(-target * np.log(self._clip(input)), axis=1))
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = np.divide(-target, self._clip(input)) / target.shape[0]
        return self.gradInput
