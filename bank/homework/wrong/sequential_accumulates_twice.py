"""accGradParameters is called once more after each module's backward."""
# cell: homework_modules/sequential
# loses: sequential_backward
# hint: Is a factor 2 too much, or something added twice?


class Sequential:
    def backward(self, input, gradOutput):
        inputs = [input, *(module.output for module in self.modules[:-1])]
        self.gradInput = gradOutput
        for module, module_input in zip(reversed(self.modules), reversed(inputs)):
            upstream = self.gradInput
            self.gradInput = module.backward(module_input, upstream)
            module.accGradParameters(module_input, upstream)
        return self.gradInput
