"""What is kept is not divided by 1 - p."""
# cell: homework_modules/dropout
# loses: dropout_forward
# hint: That is 1 - p: values are divided by 1 - p in training, and untouched in evaluation.


class Dropout:
    def updateOutput(self, input):
        if self.training:
            self.mask = np.random.random(input.shape) >= self.p
            self.output = input * self.mask
        else:
            self.output = input
        return self.output
