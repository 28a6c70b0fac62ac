"""+1 and -1 are computed in the type of the labels, and -1 is 255 in uint8."""
# cell: homework_modules/contrastive
# loses: contrastive_edges
# hint: With labels of type uint8, against type int64


class ClassContrastiveCriterion:
    def updateGradInput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        per_distance = np.divide(gap, distance, out=np.zeros_like(gap), where=distance > 0)
        sign = same.astype(target.dtype) - different.astype(target.dtype)
        weight = np.where(same, 2 / max(np.sum(same), 1), 2 * sign * per_distance / max(np.sum(different), 1))
        np.fill_diagonal(weight, 0)
        self.gradInput = np.sum(weight, axis=1, keepdims=True) * input - weight @ input
        return self.gradInput
