"""Values are set to 0 in the caller's array."""
# cell: homework_modules/dropout
# loses: dropout_contract
# hint: was modified. Work on a copy, or write into a new array


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / (1 - self.p)
            input *= self.mask
        self.output = input
        return self.output
