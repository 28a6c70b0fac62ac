"""The loss is summed over the batch, not averaged."""
# cell: homework_modules/nll
# loses: nll_loss


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * input)
        return self.output
