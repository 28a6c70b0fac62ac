"""The mask is drawn once for each shape and used for ever."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: Dropout(0.2) uses the same mask in two calls; each forward must draw a fresh one.


class Dropout:
    def updateOutput(self, input):
        if self.training:
            if self.mask is None or self.mask.shape != input.shape:
                self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
