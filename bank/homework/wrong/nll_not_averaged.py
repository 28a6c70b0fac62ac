"""The loss is summed over the batch, not averaged."""
# cell: homework_modules/nll
# loses: nll_loss
# hint: exactly 4 times the right one; the batch has 4 samples. That is the batch size: is a sum taken


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * input)
        return self.output
