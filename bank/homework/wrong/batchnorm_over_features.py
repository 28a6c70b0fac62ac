"""Each sample is normalised over its features."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_forward
# hint: These values come out along the other axis: look at axis=...


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            self._remember(np.mean(input, axis=0), np.var(input, axis=0))
            mean = np.mean(input, axis=1, keepdims=True)
            variance = np.var(input, axis=1, keepdims=True)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            mean, variance = self.moving_mean, self.moving_variance
        self.output = (input - mean) / np.sqrt(variance + self.EPS)
        return self.output
