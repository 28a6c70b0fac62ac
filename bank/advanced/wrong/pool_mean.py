"""Means in place of maxima."""
# cell: advanced/pool
# loses: pool_forward pool_backward pool_ties
# hint: come out as means


class MaxPool2d:
    def updateOutput(self, input):
        k, (n, c, height, width) = self.kernel_size, input.shape
        if height % k or width % k:
            raise ValueError("does not divide")
        self.output = input.reshape(n, c, height // k, k, width // k, k).mean(axis=(3, 5))
        return self.output

    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        self.gradInput = gradOutput.repeat(k, axis=2).repeat(k, axis=3) / k**2
        return self.gradInput
