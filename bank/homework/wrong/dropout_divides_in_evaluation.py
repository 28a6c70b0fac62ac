"""Evaluation divides by 1 - p like training, although nothing is dropped."""
# cell: homework_modules/dropout
# loses: dropout_evaluate
# hint: That is 1 / (1 - p): is something divided by 1 - p that should not be? Or: Is a factor 2


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input / (1 - self.p)
        return self.output
