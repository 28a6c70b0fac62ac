"""Equal largest values share the gradient."""
# cell: advanced/pool
# loses: pool_ties
# hint: pixels of one window get a gradient; only one may


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        k, (n, c, height, width) = self.kernel_size, input.shape
        hit = input == self.output.repeat(k, axis=2).repeat(k, axis=3)
        count = hit.reshape(n, c, height // k, k, width // k, k).sum(axis=(3, 5))
        self.gradInput = hit * (gradOutput / count).repeat(k, axis=2).repeat(k, axis=3)
        return self.gradInput
