"""Mean and variance by hand, biased, with a gradient through stacked Jacobians of each feature."""
# cell: homework_modules/batch_normalization


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if not self.training:
            self.gradInput = gradOutput * (self.moving_variance + self.EPS) ** -0.5
            return self.gradInput
        n, features = input.shape
        self.gradInput = np.empty((n, features))
        centring = np.eye(n) - np.ones((n, n)) / n
        for k in range(features):
            centred = centring @ input[:, k]
            deviation = np.sqrt(centred @ centred / n + self.EPS)
            jacobian = (centring - np.outer(centred, centred) / (n * deviation**2)) / deviation
            self.gradInput[:, k] = jacobian @ gradOutput[:, k]
        return self.gradInput
