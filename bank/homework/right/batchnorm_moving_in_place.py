"""The moving statistics are updated in place."""
# cell: homework_modules/batch_normalization


class BatchNormalization:
    def _remember(self, mean, variance):
        if self.moving_mean is None:
            self.moving_mean, self.moving_variance = mean, variance
            return
        for moving, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving *= self.alpha
            moving += (1 - self.alpha) * new
