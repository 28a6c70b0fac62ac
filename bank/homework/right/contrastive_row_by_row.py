"""One row of distances at a time; labels are compared by their difference."""
# cell: homework_modules/contrastive


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        labels = np.asarray(target).astype(int)
        pull = push = n_pull = n_push = 0
        for x, label in zip(input, labels):
            d = np.linalg.norm(input - x, axis=1)
            same = np.abs(labels - label) < 1
            pull, n_pull = pull + np.sum(d[same] ** 2), n_pull + same.sum() - 1
            push, n_push = push + np.sum(np.maximum(self.M - d[~same], 0) ** 2), n_push + (~same).sum()
        self.output = 0.5 * (pull / (n_pull or 1) + push / (n_push or 1))
        return self.output

    def updateGradInput(self, input, target):
        n = len(input)
        n_pull = sum(np.sum(target == label) - 1 for label in target)
        n_push = n * (n - 1) - n_pull
        rows = []
        for x, label in zip(input, target):
            difference = x - input
            d = np.linalg.norm(difference, axis=1)
            factor = np.maximum(self.M - d, 0) / np.where(d == 0, np.inf, d)
            weight = np.where(target == label, 2 / max(n_pull, 1), -2 * factor / max(n_push, 1))
            rows.append(weight @ difference)
        self.gradInput = np.array(rows)
        return self.gradInput
