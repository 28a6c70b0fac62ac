"""Round-off makes a squared distance negative, and its root nan."""
# cell: homework_modules/contrastive
# loses: contrastive_edges
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class ClassContrastiveCriterion:
    @staticmethod
    def _pairs(input, target):
        squares = np.sum(input**2, axis=1)
        distance = np.sqrt(squares[:, None] + squares - 2 * input @ input.T)
        np.fill_diagonal(distance, 0)
        different = target[:, None] != target
        same = ~different
        np.fill_diagonal(same, False)
        return distance, same, different
