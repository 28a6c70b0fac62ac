"""alpha weighs the new batch instead of the old value."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving
# hint: These values come out with alpha and 1 - alpha swapped.


class BatchNormalization:
    def _remember(self, mean, variance):
        if self.moving_mean is None:
            self.moving_mean, self.moving_variance = mean, variance
        else:
            self.moving_mean = (1 - self.alpha) * self.moving_mean + self.alpha * mean
            self.moving_variance = (1 - self.alpha) * self.moving_variance + self.alpha * variance
