"""Evaluation normalises with the statistics of the batch at hand."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_evaluate
# hint: These values come out in training mode, after evaluate(): are the modes swapped?


class BatchNormalization:
    def updateOutput(self, input):
        mean, variance = np.mean(input, axis=0), np.var(input, axis=0)
        if self.training:
            self._remember(mean, variance)
        elif self.moving_mean is None:
            raise RuntimeError("Train first: there are no moving statistics yet.")
        self.output = (input - mean) / np.sqrt(variance + self.EPS)
        return self.output
