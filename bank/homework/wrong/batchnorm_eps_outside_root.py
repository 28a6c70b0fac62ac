"""EPS is added to the standard deviation, not to the variance."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_forward batchnorm_evaluate
# hint: These values come out with epsilon added after the root; it belongs under it.


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
            self._remember(mean, variance)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            mean, variance = self.moving_mean, self.moving_variance
        self.output = (input - mean) / (np.sqrt(variance) + self.EPS)
        return self.output
