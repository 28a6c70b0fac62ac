"""The gradients of the parameters are divided by the batch size, which the criterion does as well."""
# cell: homework_modules/linear
# loses: linear_parameters
# hint: That is 1 / batch size: is a mean taken instead of a sum, or for the second time?


class Linear:
    def accGradParameters(self, input, gradOutput):
        self.gradW += gradOutput.T @ input / len(input)
        self.gradb += np.mean(gradOutput, axis=0)
