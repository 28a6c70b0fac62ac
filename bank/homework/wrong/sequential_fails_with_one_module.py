"""backward looks at the last module but one, even if there is only one."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: IndexError: list index out of range


class Sequential:
    def backward(self, input, gradOutput):
        outputs = [module.output for module in self.modules]
        gradOutput = self.modules[-1].backward(outputs[-2], gradOutput)
        for i in range(len(self.modules) - 2, 0, -1):
            gradOutput = self.modules[i].backward(outputs[i - 1], gradOutput)
        self.gradInput = self.modules[0].backward(input, gradOutput)
        return self.gradInput
