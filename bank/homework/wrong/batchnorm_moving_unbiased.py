"""The moving variance collects unbiased variances (ddof=1), as PyTorch does; biased ones are asked for."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving
# hint: These values come out with a variance divided by N - 1; here it is divided by N.


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
            self._remember(mean, np.var(input, axis=0, ddof=1))
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            mean, variance = self.moving_mean, self.moving_variance
        self.output = (input - mean) / np.sqrt(variance + self.EPS)
        return self.output
