"""The output is stored, but not returned."""
# cell: homework_modules/sequential
# loses: sequential_forward
# hint: is None. Is a `return` missing, or was it never stored?


class Sequential:
    def updateOutput(self, input):
        self.output = input
        for module in self.modules:
            self.output = module.forward(self.output)
