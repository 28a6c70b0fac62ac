"""One mean and one variance of the whole array, not one for each feature."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_forward batchnorm_moving
# hint: BatchNormalization.forward


class BatchNormalization:
    def updateOutput(self, input):
        if self.training:
            mean, variance = np.mean(input), np.var(input)
            self._remember(mean, variance)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        else:
            mean, variance = self.moving_mean, self.moving_variance
        self.output = (input - mean) / np.sqrt(variance + self.EPS)
        return self.output
