"""getParameters returns copies, so nothing is ever learnt."""
# cell: advanced/conv
# loses: conv_contract
# hint: the arrays themselves and not copies


class Conv2d:
    def getParameters(self):
        return [self.W.copy(), self.b.copy()]
