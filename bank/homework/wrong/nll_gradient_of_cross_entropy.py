"""The gradient is (p - t) / N, that of LogSoftMax and NLL together."""
# cell: homework_modules/nll
# loses: nll_gradient
# hint: ClassNLLCriterion.backward


class ClassNLLCriterion:
    def updateGradInput(self, input, target):
        self.gradInput = (np.exp(input) - target) / input.shape[0]
        return self.gradInput
