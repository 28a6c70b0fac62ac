"""gradW is collected in updateGradInput and again in accGradParameters."""
# cell: homework_modules/linear
# loses: linear_parameters
# hint: Is a factor 2 too much, or something added twice?


class Linear:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput @ self.W
        self.gradW += gradOutput.T @ input
        self.gradb += np.sum(gradOutput, axis=0)
        return self.gradInput
