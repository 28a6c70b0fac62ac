"""The moving statistics are those of the last batch: alpha is ignored."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving
# hint: moving_mean with alpha=0.9 after training call 2


class BatchNormalization:
    def _remember(self, mean, variance):
        self.moving_mean, self.moving_variance = mean, variance
