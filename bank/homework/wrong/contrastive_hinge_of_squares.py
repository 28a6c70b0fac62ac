"""The hinge is max(0, M^2 - D^2) instead of max(0, M - D)^2."""
# cell: homework_modules/contrastive
# loses: contrastive_loss contrastive_gradient
# hint: This loss comes out with the hinge of the squares, M^2 - D^2, in place of (M - D)^2.


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        distance, same, different = self._pairs(input, target)
        pull = np.sum(same * distance**2) / max(np.sum(same), 1)
        gap = np.maximum(self.M**2 - distance**2, 0)
        push = np.sum(different * gap) / max(np.sum(different), 1)
        self.output = 0.5 * (pull + push)
        return self.output

    def updateGradInput(self, input, target):
        distance, same, different = self._pairs(input, target)
        near = different & (distance < self.M)
        weight = 2 * same / max(np.sum(same), 1) - 2 * near / max(np.sum(different), 1)
        self.gradInput = np.sum(weight, axis=1, keepdims=True) * input - weight @ input
        return self.gradInput
