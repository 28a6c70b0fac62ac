"""The class is defined twice, first wrongly; the last definition counts."""
# replace: advanced/flatten


class Flatten(Module):
    def updateOutput(self, input):
        self.output = input.ravel()
        return self.output


class Flatten(Module):
    def updateOutput(self, input):
        self.output = np.reshape(input, (input.shape[0], int(np.prod(input.shape[1:]))))
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.reshape(gradOutput, np.shape(input))
        return self.gradInput
