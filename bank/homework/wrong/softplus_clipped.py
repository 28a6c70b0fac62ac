"""The input is clipped at 88, so the output for 1000 is 88."""
# cell: homework_modules/softplus
# loses: softplus_forward
# hint: SoftPlus.forward


class SoftPlus:
    def updateOutput(self, input):
        self.output = np.log1p(np.exp(np.clip(input, -88, 88)))
        return self.output
