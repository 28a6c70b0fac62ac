"""getGradParameters is that of Module: an empty list."""
# cell: homework_modules/linear
# loses: linear_parameters linear_contract


class Linear:
    def getGradParameters(self):
        return super().getGradParameters()
