"""Whole columns are dropped: one random number a feature."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: Dropout(0.2)


class Dropout:
    def updateOutput(self, input):
        if self.training:
            drawn = np.random.random((1, *input.shape[1:]))
            self.mask = np.broadcast_to(drawn >= self.p, input.shape) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
