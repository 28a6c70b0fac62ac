"""The loss is one number for each sample."""
# cell: homework_modules/nll
# loses: nll_loss
# hint: expected (). A single number is expected here: is a sum or a mean over the batch missing


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * input, axis=1) / input.shape[0]
        return self.output
