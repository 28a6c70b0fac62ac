"""log(p + 1e-15) instead of clipping: the difference is far below the tolerance."""
# cell: homework_modules/nll_unstable


class ClassNLLCriterionUnstable:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * np.log(input + 1e-15)) / len(input)
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = -target / (input + 1e-15) / len(input)
        return self.gradInput
