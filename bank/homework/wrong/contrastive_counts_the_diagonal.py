"""Every embedding counts as a pair with itself, which makes the mean over same-class pairs smaller."""
# cell: homework_modules/contrastive
# loses: contrastive_loss contrastive_gradient
# hint: This loss comes out when each point is counted as a pair with itself.


class ClassContrastiveCriterion:
    @staticmethod
    def _pairs(input, target):
        centred = input - np.mean(input, axis=0)
        squares = np.sum(centred**2, axis=1)
        distance = np.sqrt(np.maximum(squares[:, None] + squares - 2 * centred @ centred.T, 0))
        different = target[:, None] != target
        return distance, ~different, different
