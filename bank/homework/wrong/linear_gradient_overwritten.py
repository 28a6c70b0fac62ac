"""The second backward overwrites the gradients of the parameters."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: the second backward overwrites the gradients of the parameters; they must add up


class Linear:
    def accGradParameters(self, input, gradOutput):
        self.gradW = gradOutput.T @ input
        self.gradb = np.sum(gradOutput, axis=0)
