"""Where the batch has another size than the one before, the new mask is left at 0."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: drops all 210 values of a batch


class Dropout:
    def updateOutput(self, input):
        if self.training and self.mask is not None and self.mask.shape != input.shape:
            self.mask = np.zeros(input.shape)
        elif self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
        self.output = input * self.mask if self.training else input
        return self.output
