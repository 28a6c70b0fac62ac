"""getParameters returns copies, which an optimizer changes to no effect."""
# cell: homework_modules/linear
# loses: linear_contract


class Linear:
    def getParameters(self):
        return [self.W.copy(), self.b.copy()]
