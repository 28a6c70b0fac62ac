"""The gradient is the derivative alone: gradOutput is left out."""
# cell: homework_modules/elu
# loses: elu_backward
# hint: They would be right if multiplied with gradOutput: is it left out?


class ELU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.where(input > 0, 1.0, self.output + self.alpha)
        return self.gradInput
