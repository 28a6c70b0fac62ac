"""The gradient is 1 - exp(-output)."""
# cell: homework_modules/softplus


class SoftPlus:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * -np.expm1(-self.output)
        return self.gradInput
