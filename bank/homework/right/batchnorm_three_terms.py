"""The gradient in the three terms of the paper: through x, through the variance, through the mean."""
# cell: homework_modules/batch_normalization


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if not self.training:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
            return self.gradInput
        n = input.shape[0]
        centred = input - np.mean(input, axis=0)
        variance = np.mean(centred**2, axis=0) + self.EPS
        d_variance = np.sum(gradOutput * centred, axis=0) * -0.5 * variance**-1.5
        d_mean = -np.sum(gradOutput, axis=0) / np.sqrt(variance) - 2 * d_variance * np.mean(centred, axis=0)
        self.gradInput = gradOutput / np.sqrt(variance) + d_variance * 2 * centred / n + d_mean / n
        return self.gradInput
