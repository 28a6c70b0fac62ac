"""The loop over the modules stops at index 1: the first never gets its backward."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Sequential.backward (gradInput)


class Sequential:
    def backward(self, input, gradOutput):
        self.gradInput = gradOutput
        for i in range(len(self.modules) - 1, 0, -1):
            self.gradInput = self.modules[i].backward(self.modules[i - 1].output, self.gradInput)
        return self.gradInput
