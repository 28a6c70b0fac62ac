"""forward seeds the generator, so that every mask is the same."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: Dropout(0.2) uses the same mask in two calls; each forward must draw a fresh one.


class Dropout:
    def updateOutput(self, input):
        if self.training:
            rng = np.random.default_rng(42)
            self.mask = (rng.random(input.shape) >= self.p) / (1 - self.p)
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
