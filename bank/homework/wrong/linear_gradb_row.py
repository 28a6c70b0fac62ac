"""gradb is (1, n_out) where (n_out,) is asked for."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: The values may be right: only the extra axis of length 1 is too much.


class Linear:
    def accGradParameters(self, input, gradOutput):
        self.gradW = self.gradW + gradOutput.T @ input
        self.gradb = self.gradb + np.sum(gradOutput, axis=0, keepdims=True)

    def zeroGradParameters(self):
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros((1, len(self.b)))
