"""The output is stored, but not returned."""
# cell: homework_modules/sequential
# loses: sequential_forward


class Sequential:
    def updateOutput(self, input):
        self.output = input
        for module in self.modules:
            self.output = module.forward(self.output)
