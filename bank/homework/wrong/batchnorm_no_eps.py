"""A constant feature becomes 0/0, because EPS is left out."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_forward
# hint: Typical causes: exp of a large number, log of 0, 0/0, or inf*0.


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
            self._remember(mean, variance)
            self.output = (input - mean) / np.sqrt(variance)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            self.output = (input - self.moving_mean) / np.sqrt(self.moving_variance + self.EPS)
        return self.output
