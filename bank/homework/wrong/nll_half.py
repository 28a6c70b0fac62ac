"""A constant factor of 0.5 stands where 1/N belongs."""
# cell: homework_modules/nll
# loses: nll_loss nll_gradient
# hint: exactly 2 times the right one; the batch has 4 samples. Is a factor 2 too much


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -0.5 * np.sum(target * input)
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = -0.5 * target
        return self.gradInput
