"""The gradient forgets that the mean depends on the input."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_backward
# hint: when the mean is taken for a constant


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if self.training:
            inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
            normalised = (input - np.mean(input, axis=0)) * inverse
            self.gradInput = gradOutput - normalised * np.mean(gradOutput * normalised, axis=0)
            self.gradInput *= inverse
        else:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
        return self.gradInput
