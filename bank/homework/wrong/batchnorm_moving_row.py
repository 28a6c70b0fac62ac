"""The moving statistics are (1, F) where (F,) is asked for."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving
# hint: The values may be right: only the extra axis of length 1 is too much.


class BatchNormalization:
    def _remember(self, mean, variance):
        mean, variance = mean[None, :], variance[None, :]
        if self.moving_mean is None:
            self.moving_mean, self.moving_variance = mean, variance
        else:
            self.moving_mean = self.alpha * self.moving_mean + (1 - self.alpha) * mean
            self.moving_variance = self.alpha * self.moving_variance + (1 - self.alpha) * variance
