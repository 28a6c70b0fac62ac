"""The batch axis is flattened, too."""
# cell: advanced/flatten
# loses: flatten_forward cnn_layers cnn_learns cnn_reported
# hint: has shape


class Flatten:
    def updateOutput(self, input):
        self.output = input.reshape(-1)
        return self.output
