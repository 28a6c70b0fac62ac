"""Masks are multiplied with exp(x): 0 * inf is nan for large inputs."""
# cell: homework_modules/elu
# loses: elu_forward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class ELU:
    def updateOutput(self, input):
        self.output = (input > 0) * input + (input <= 0) * self.alpha * (np.exp(input) - 1)
        return self.output
