"""The logarithm is taken of what is a log-probability already."""
# cell: homework_modules/nll
# loses: nll_loss
# hint: ClassNLLCriterion.forward


class ClassNLLCriterion:
    def updateOutput(self, input, target):
        self.output = -np.sum(target * np.log(np.clip(input, 1e-15, 1 - 1e-15))) / input.shape[0]
        return self.output
