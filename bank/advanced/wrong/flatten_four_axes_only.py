"""Works with four axes only."""
# cell: advanced/flatten
# loses: flatten_forward flatten_backward
# hint: raised ValueError in a hidden check


class Flatten:
    def updateOutput(self, input):
        n, c, height, width = input.shape
        self.output = input.reshape(n, c * height * width)
        return self.output
