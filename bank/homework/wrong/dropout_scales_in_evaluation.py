"""Evaluation multiplies by 1 - p, on top of the division while training."""
# cell: homework_modules/dropout
# loses: dropout_evaluate
# hint: That is 1 - p: values are divided by 1 - p in training, and untouched in evaluation. Or: Is a factor 2


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input * (1 - self.p)
        return self.output
