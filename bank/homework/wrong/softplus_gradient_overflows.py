"""The gradient exp(x) / (1 + exp(x)) is inf/inf for large inputs."""
# cell: homework_modules/softplus
# loses: softplus_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class SoftPlus:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * np.exp(input) / (1 + np.exp(input))
        return self.gradInput
