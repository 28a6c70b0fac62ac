"""The first training call overwrites moving statistics that were set before."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving
# hint: moving_mean with alpha=0.9 after training call 1 on top of preset values


class BatchNormalization:
    def _remember(self, mean, variance):
        self.batches = getattr(self, "batches", 0) + 1
        if self.batches == 1:
            self.moving_mean, self.moving_variance = mean, variance
        else:
            self.moving_mean = self.alpha * self.moving_mean + (1 - self.alpha) * mean
            self.moving_variance = self.alpha * self.moving_variance + (1 - self.alpha) * variance
