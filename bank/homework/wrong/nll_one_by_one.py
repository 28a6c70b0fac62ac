"""The loss is an array of shape (1, 1), not a number."""
# cell: homework_modules/nll
# loses: nll_loss
# hint: has shape (1, 1), expected (). A single number is expected here


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * input, keepdims=True) / input.shape[0]
        return self.output
