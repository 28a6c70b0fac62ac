"""forward keeps what backward needs."""
# cell: homework_modules/batch_normalization


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = input.mean(axis=0), input.var(axis=0)
            self._remember(mean, variance)
        else:
            if self.moving_mean is None:
                raise RuntimeError("There are no statistics yet.")
            mean, variance = self.moving_mean, self.moving_variance
        self.inverse = (variance + self.EPS) ** -0.5
        self.output = (input - mean) * self.inverse
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput * self.inverse
        if self.training:
            x, g, n = self.output, gradOutput, len(gradOutput)
            self.gradInput = self.inverse / n * (n * g - g.sum(axis=0) - x * (g * x).sum(axis=0))
        return self.gradInput
