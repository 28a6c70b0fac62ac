"""The gradient is returned, but not stored."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: is None. Is a `return` missing, or was it never stored?


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input, *(module.output for module in self.modules[:-1])]
        for module, module_input in zip(reversed(self.modules), reversed(inputs)):
            gradOutput = module.backward(module_input, gradOutput)
        return gradOutput
