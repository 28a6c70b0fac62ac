"""Copies, made with ravel and a list."""
# cell: advanced/flatten


class Flatten:
    def updateOutput(self, input):
        self.shape = input.shape
        self.output = np.stack([sample.ravel() for sample in input])
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.array([g.reshape(self.shape[1:]) for g in gradOutput])
        return self.gradInput
