"""The gradient is written through a reshape that copies if the input is not contiguous."""
# cell: advanced/pool
# loses: pool_backward
# hint: Every value is 0


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        self.gradInput = np.zeros_like(input)
        n, c, u, v = np.indices(gradOutput.shape)
        place = np.ravel_multi_index((n, c, k * u + self.winner // k, k * v + self.winner % k), input.shape)
        self.gradInput.reshape(-1)[place] = gradOutput
        return self.gradInput
