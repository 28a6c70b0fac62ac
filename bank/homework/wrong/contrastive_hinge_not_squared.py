"""The hinge is not squared."""
# cell: homework_modules/contrastive
# loses: contrastive_loss
# hint: This loss comes out without the square of the hinge.


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        distance, same, different = self._pairs(input, target)
        pull = np.sum(same * distance**2) / max(np.sum(same), 1)
        push = np.sum(different * np.maximum(self.M - distance, 0)) / max(np.sum(different), 1)
        self.output = 0.5 * (pull + push)
        return self.output
