"""log(1 + exp(x)) is inf for large inputs."""
# cell: homework_modules/softplus
# loses: softplus_forward


class SoftPlus:
    def updateOutput(self, input):
        self.output = np.log(1 + np.exp(input))
        return self.output
