"""What is kept is divided by p instead of 1 - p."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: exactly 4 times the right ones. That is (1 - p) / p: is it divided by p instead of 1 - p?


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = (np.random.random(input.shape) >= self.p) / self.p
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
