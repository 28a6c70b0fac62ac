"""Forward returns its result and does not store it."""
# cell: advanced/pool
# loses: pool_contract cnn_learns cnn_reported
# hint: is None


class MaxPool2d:
    def forward(self, input):
        output, self.output = self.updateOutput(input), None
        return output
