"""getParameters returns copies, which an optimizer changes to no effect."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: getParameters()[0][0] must be the module's own array, not a copy of it.


class Sequential:
    def getParameters(self):
        return [[parameter.copy() for parameter in module.getParameters()] for module in self.modules]
