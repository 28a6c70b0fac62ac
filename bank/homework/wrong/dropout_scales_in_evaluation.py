"""Evaluation multiplies by 1 - p, on top of the division while training."""
# cell: homework_modules/dropout
# loses: dropout_evaluate


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input * (1 - self.p)
        return self.output
