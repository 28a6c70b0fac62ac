"""The gradient is stored, but not returned."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Your code raised TypeError in a hidden check.


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input, *(module.output for module in self.modules[:-1])]
        for module, module_input in zip(reversed(self.modules), reversed(inputs)):
            gradOutput = module.backward(module_input, gradOutput)
        self.gradInput = gradOutput
