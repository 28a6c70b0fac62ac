"""The direction in the gradient of the hinge is not divided by its length."""
# cell: homework_modules/contrastive
# loses: contrastive_gradient
# hint: ClassContrastiveCriterion.backward


class ClassContrastiveCriterion:
    def updateGradInput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        weight = 2 * same / max(np.sum(same), 1) - 2 * different * gap / max(np.sum(different), 1)
        self.gradInput = np.sum(weight, axis=1, keepdims=True) * input - weight @ input
        return self.gradInput
