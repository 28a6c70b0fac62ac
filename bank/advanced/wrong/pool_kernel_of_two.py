"""The windows are always 2 x 2."""
# cell: advanced/pool
# loses: pool_forward pool_refuses pool_backward pool_ties pool_contract
# hint: does not divide


class MaxPool2d:
    def updateOutput(self, input):
        n, c, height, width = input.shape
        if height % 2 or width % 2:
            raise ValueError("does not divide")
        self.windows = input.reshape(n, c, height // 2, 2, width // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        self.windows = self.windows.reshape(n, c, height // 2, width // 2, 4)
        self.output = self.windows.max(axis=-1)
        return self.output

    def updateGradInput(self, input, gradOutput):
        n, c, height, width = input.shape
        places = self.windows.argmax(axis=-1)[..., None] == np.arange(4)
        gradients = (places * gradOutput[..., None]).reshape(n, c, height // 2, width // 2, 2, 2)
        self.gradInput = gradients.transpose(0, 1, 2, 4, 3, 5).reshape(input.shape)
        return self.gradInput
