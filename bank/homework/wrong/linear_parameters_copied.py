"""getParameters returns copies, which an optimizer changes to no effect."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: Linear.getParameters() must be [W, b], the arrays themselves and not copies.


class Linear:
    def getParameters(self):
        return [self.W.copy(), self.b.copy()]
