"""The gradient of a term without pairs is 0/0 instead of 0."""
# cell: homework_modules/contrastive
# loses: contrastive_edges
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassContrastiveCriterion:
    def updateGradInput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        per_distance = np.divide(gap, distance, out=np.zeros_like(gap), where=distance > 0)
        weight = 2 * same / np.sum(same) - 2 * different * per_distance / np.sum(different)
        self.gradInput = np.sum(weight, axis=1, keepdims=True) * input - weight @ input
        return self.gradInput
