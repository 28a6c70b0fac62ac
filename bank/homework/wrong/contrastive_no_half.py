"""The factors 1/2 are forgotten in the loss."""
# cell: homework_modules/contrastive
# loses: contrastive_loss
# hint: exactly 2 times the right one; the batch has 3 samples. Is a factor 2 too much


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        pull = np.sum(same * distance**2) / max(np.sum(same), 1)
        push = np.sum(different * gap**2) / max(np.sum(different), 1)
        self.output = pull + push
        return self.output
