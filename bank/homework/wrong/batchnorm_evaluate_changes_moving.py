"""Evaluation updates the moving statistics, too."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_evaluate
# hint: moving_mean after evaluation


class BatchNormalization:
    def updateOutput(self, input):
        if not self.training and self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
        if not self.training:
            self.output = (input - self.moving_mean) / np.sqrt(self.moving_variance + self.EPS)
        else:
            self.output = (input - mean) / np.sqrt(variance + self.EPS)
        self._remember(mean, variance)
        return self.output
