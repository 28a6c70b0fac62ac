"""Parameters, output and gradients are in Fortran order."""
# cell: homework_modules/linear


class Linear:
    def __init__(self, n_in, n_out):
        Module.__init__(self)
        bound = n_in**-0.5
        self.W = np.asfortranarray(np.random.uniform(-bound, bound, size=(n_out, n_in)))
        self.b = np.random.uniform(-bound, bound, n_out)
        self.gradW = np.zeros((n_in, n_out)).T
        self.gradb = np.zeros(n_out)

    def updateOutput(self, input):
        self.output = (self.W @ input.T + self.b[:, np.newaxis]).T
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.asfortranarray(np.dot(gradOutput, self.W))
        return self.gradInput
