"""A binomial mask from a generator of its own, seeded once; the mask has another name."""
# cell: homework_modules/dropout


class Dropout:
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.rng = np.random.default_rng(0)

    def updateOutput(self, input):
        self.kept = np.ones(input.shape)
        if self.training:
            self.kept = self.rng.binomial(1, 1 - self.p, size=input.shape) / (1 - self.p)
        self.output = np.multiply(input, self.kept)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.multiply(gradOutput, self.kept)
        return self.gradInput
