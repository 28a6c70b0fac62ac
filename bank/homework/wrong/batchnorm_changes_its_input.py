"""The mean is subtracted in place, from the caller's array."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_contract
# hint: was modified. Work on a copy, or write into a new array


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
            self._remember(mean, variance)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            mean, variance = self.moving_mean, self.moving_variance
        input -= mean
        self.output = input / np.sqrt(variance + self.EPS)
        return self.output
