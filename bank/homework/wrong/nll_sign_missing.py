"""The loss is the log-likelihood itself: the minus is missing."""
# cell: homework_modules/nll
# loses: nll_loss
# hint: It is exactly -1 times the right one; the batch has 4 samples. Is a minus missing


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = np.sum(target * input) / input.shape[0]
        return self.output
