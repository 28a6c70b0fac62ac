"""log(1 + exp(x)) is inf for large inputs."""
# cell: homework_modules/softplus
# loses: softplus_forward
# hint: exp(x) is inf above x = 709 and 0 below -745; the input goes as far as 1000 here.


class SoftPlus:
    def updateOutput(self, input):
        self.output = np.log(1 + np.exp(input))
        return self.output
