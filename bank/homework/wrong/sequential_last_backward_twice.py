"""The last module's backward is called twice, so its parameters collect their gradient twice."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Is a factor 2 too much, or something added twice?


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input, *(module.output for module in self.modules[:-1])]
        self.modules[-1].backward(inputs[-1], gradOutput)
        self.gradInput = gradOutput
        for module, module_input in zip(reversed(self.modules), reversed(inputs)):
            self.gradInput = module.backward(module_input, self.gradInput)
        return self.gradInput
