"""Module i gets its own output as its input in backward, not the output of module i-1."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: gradient of gamma in ChannelwiseScaling number 2 of 2


class Sequential:
    def backward(self, input, gradOutput):
        for i in range(len(self.modules) - 1, 0, -1):
            gradOutput = self.modules[i].backward(self.modules[i].output, gradOutput)
        self.gradInput = self.modules[0].backward(input, gradOutput)
        return self.gradInput
