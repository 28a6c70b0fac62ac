"""Channels are moved to the end first."""
# cell: advanced/flatten
# loses: flatten_forward
# hint: with the channels moved to the end


class Flatten:
    def updateOutput(self, input):
        self.output = np.moveaxis(input, 1, -1).reshape(len(input), -1)
        return self.output
