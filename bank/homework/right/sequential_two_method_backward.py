"""backward calls updateGradInput and accGradParameters of each module itself, as Module.backward does."""
# cell: homework_modules/sequential


class Sequential:
    def backward(self, input, gradOutput):
        self.gradInput = gradOutput
        for i, module in reversed(list(enumerate(self.modules))):
            x = self.modules[i - 1].output if i else input
            if isinstance(module, Sequential):
                self.gradInput = module.backward(x, self.gradInput)
            else:
                module.accGradParameters(x, self.gradInput)
                self.gradInput = module.updateGradInput(x, self.gradInput)
        return self.gradInput
