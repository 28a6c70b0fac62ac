"""The class is defined twice, first wrongly; the last definition counts."""
# replace: homework_modules/linear


class Linear(Module):
    def updateOutput(self, input):
        self.output = input @ self.W
        return self.output


class Linear(Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.W = (2 * np.random.rand(n_out, n_in) - 1) / n_in**0.5
        self.b = (2 * np.random.rand(n_out) - 1) / n_in**0.5
        self.zeroGradParameters()

    def updateOutput(self, input):
        self.output = np.dot(input, self.W.T) + self.b
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.dot(gradOutput, self.W)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW = self.gradW + np.dot(input.T, gradOutput).T
        self.gradb = self.gradb + gradOutput.sum(axis=0)

    def zeroGradParameters(self):
        self.gradW = 0 * self.W
        self.gradb = 0 * self.b

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]

    def __repr__(self):
        return "Linear " + str(self.W.shape[1]) + " -> " + str(self.W.shape[0])
