"""Every pixel of a window gets the gradient."""
# cell: advanced/pool
# loses: pool_backward pool_ties
# hint: all pixels of a window get one


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        self.gradInput = gradOutput.repeat(k, axis=2).repeat(k, axis=3)
        return self.gradInput
