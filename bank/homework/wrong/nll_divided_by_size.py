"""N is taken to be input.size, the number of samples times that of classes."""
# cell: homework_modules/nll
# loses: nll_loss nll_gradient
# hint: That is 1 / number of columns: is the mean over all values, not over the samples?


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * input) / input.size
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = -target / input.size
        return self.gradInput
