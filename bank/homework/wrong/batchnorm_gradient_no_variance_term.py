"""The gradient forgets that the variance depends on the input."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_backward
# hint: when the variance is taken for a constant


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if self.training:
            inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
            self.gradInput = inverse * (gradOutput - np.mean(gradOutput, axis=0))
        else:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
        return self.gradInput
