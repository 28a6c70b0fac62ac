"""backward calls updateGradInput only, so no parameter gets a gradient."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Every value is 0: is anything computed or collected here?


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input, *(module.output for module in self.modules[:-1])]
        self.gradInput = gradOutput
        for module, module_input in zip(reversed(self.modules), reversed(inputs)):
            self.gradInput = module.updateGradInput(module_input, self.gradInput)
        return self.gradInput
