"""backward runs all forwards again: Dropout draws another mask, BatchNormalization remembers twice."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Sequential.backward calls forward again; use what the modules have stored in `output`.


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input]
        for module in self.modules:
            inputs.append(module.forward(inputs[-1]))
        self.gradInput = gradOutput
        for module, module_input in zip(reversed(self.modules), reversed(inputs[:-1])):
            self.gradInput = module.backward(module_input, self.gradInput)
        return self.gradInput
