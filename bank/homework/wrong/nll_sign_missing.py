"""The loss is the log-likelihood itself: the minus is missing."""
# cell: homework_modules/nll
# loses: nll_loss


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = np.sum(target * input) / input.shape[0]
        return self.output
