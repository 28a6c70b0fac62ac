"""p is taken as the probability to keep."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: The share fits 1 - p: p is the probability to drop, not to keep.


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) < self.p) / self.p
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
