"""The gradient of coincident points of different classes is 0/0."""
# cell: homework_modules/contrastive
# loses: contrastive_edges
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassContrastiveCriterion:
    def updateGradInput(self, input, target):
        distance, same, different = self._pairs(input, target)
        np.fill_diagonal(distance, 1)
        gap = np.maximum(self.M - distance, 0)
        weight = 2 * same / max(np.sum(same), 1)
        weight = weight - 2 * different * (gap / distance) / max(np.sum(different), 1)
        self.gradInput = np.sum(weight, axis=1, keepdims=True) * input - weight @ input
        return self.gradInput
