"""The mean is over samples and classes, not over samples."""
# cell: homework_modules/nll_unstable
# loses: nll_unstable_loss
# hint: That is 1 / number of columns: is the mean over all values, not over the samples?


class ClassNLLCriterionUnstable:
    def updateOutput(self, input, target):
        self.output = -np.mean(target * np.log(np.clip(input, self.EPS, 1 - self.EPS)))
        return self.output
