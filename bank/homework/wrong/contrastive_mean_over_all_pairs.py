"""Both sums are divided by the number of all pairs."""
# cell: homework_modules/contrastive
# loses: contrastive_loss
# hint: This loss comes out when both sums are divided by the number of all pairs.


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        total = np.sum(same * distance**2) + np.sum(different * gap**2)
        self.output = 0.5 * total / max(np.sum(same) + np.sum(different), 1)
        return self.output
