"""A term without pairs is 0/0 instead of 0."""
# cell: homework_modules/contrastive
# loses: contrastive_edges
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        distance, same, different = self._pairs(input, target)
        gap = np.maximum(self.M - distance, 0)
        pull = np.sum(same * distance**2) / np.sum(same)
        push = np.sum(different * gap**2) / np.sum(different)
        self.output = 0.5 * (pull + push)
        return self.output
