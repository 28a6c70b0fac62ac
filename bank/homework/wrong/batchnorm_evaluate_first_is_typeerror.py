"""Evaluation before any training ends in a TypeError about None instead of a RuntimeError with a sentence."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_evaluate
# hint: evaluation before any training call must raise RuntimeError, not TypeError


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
            self._remember(mean, variance)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        self.output = (input - mean) / np.sqrt(variance + self.EPS)
        return self.output
