"""getParameters and getGradParameters return one flat list, not one list for each module."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: getParameters() has 4 entries, but the network has 3 modules.


class Sequential:
    def getParameters(self):
        return [parameter for module in self.modules for parameter in module.getParameters()]

    def getGradParameters(self):
        return [gradient for module in self.modules for gradient in module.getGradParameters()]
