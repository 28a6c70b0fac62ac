"""The moving statistics are those of the last batch: alpha is ignored."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_moving


class BatchNormalization:
    def _remember(self, mean, variance):
        self.moving_mean, self.moving_variance = mean, variance
