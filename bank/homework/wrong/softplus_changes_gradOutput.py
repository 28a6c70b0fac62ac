"""backward multiplies the caller's upstream gradient in place."""
# cell: homework_modules/softplus
# loses: softplus_contract
# hint: The gradOutput of SoftPlus.backward was modified.


class SoftPlus:
    def updateGradInput(self, input, gradOutput):
        gradOutput *= 0.5 * (1 + np.tanh(0.5 * input))
        self.gradInput = gradOutput
        return self.gradInput
