"""The mean is subtracted in place, from the caller's embeddings."""
# cell: homework_modules/contrastive
# loses: contrastive_contract
# hint: was modified. Work on a copy, or write into a new array


class ClassContrastiveCriterion:
    @staticmethod
    def _pairs(input, target):
        input -= np.mean(input, axis=0)
        squares = np.sum(input**2, axis=1)
        distance = np.sqrt(np.maximum(squares[:, None] + squares - 2 * input @ input.T, 0))
        different = target[:, None] != target
        same = ~different
        np.fill_diagonal(same, False)
        return distance, same, different
