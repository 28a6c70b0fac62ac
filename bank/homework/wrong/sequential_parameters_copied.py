"""getParameters returns copies, which an optimizer changes to no effect."""
# cell: homework_modules/sequential
# loses: sequential_reach


class Sequential:
    def getParameters(self):
        return [[parameter.copy() for parameter in module.getParameters()] for module in self.modules]
