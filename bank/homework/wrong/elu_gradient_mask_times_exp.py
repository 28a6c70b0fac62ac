"""backward multiplies masks with exp(x): 0 * inf is nan for large inputs."""
# cell: homework_modules/elu
# loses: elu_backward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class ELU:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * ((input > 0) + (input <= 0) * self.alpha * np.exp(input))
        return self.gradInput
