"""gradInput is returned and not stored."""
# cell: advanced/conv
# loses: conv_contract
# hint: is None


class Conv2d:
    def backward(self, input, gradOutput):
        gradInput = self.updateGradInput(input, gradOutput)
        self.accGradParameters(input, gradOutput)
        self.gradInput = None
        return gradInput
