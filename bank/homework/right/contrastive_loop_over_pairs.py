"""A loop over all pairs: slow, and right."""
# cell: homework_modules/contrastive


class ClassContrastiveCriterion:
    def updateOutput(self, input, target):
        pulls, pushes = [], []
        for i in range(len(input)):
            for j in range(i):
                d = np.sqrt(np.sum((input[i] - input[j]) ** 2))
                if target[i] == target[j]:
                    pulls.append(d**2)
                else:
                    pushes.append(max(0.0, self.M - d) ** 2)
        self.output = 0.5 * sum(pulls) / max(len(pulls), 1) + 0.5 * sum(pushes) / max(len(pushes), 1)
        return self.output

    def updateGradInput(self, input, target):
        pairs = [(i, j) for i in range(len(input)) for j in range(i)]
        n_same = sum(target[i] == target[j] for i, j in pairs)
        self.gradInput = np.zeros(input.shape)
        for i, j in pairs:
            difference = input[i] - input[j]
            d = np.linalg.norm(difference)
            if target[i] == target[j]:
                step = difference / n_same
            elif 0 < d < self.M:
                step = -(self.M - d) / d * difference / (len(pairs) - n_same)
            else:
                continue
            self.gradInput[i] += step
            self.gradInput[j] -= step
        return self.gradInput
