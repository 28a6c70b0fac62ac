"""The output is returned, but not stored."""
# cell: homework_modules/sequential
# loses: sequential_forward
# hint: is None. Is a `return` missing, or was it never stored?


class Sequential:
    def updateOutput(self, input):
        for module in self.modules:
            input = module.forward(input)
        return input
