"""backward multiplies the caller's upstream gradient in place."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_contract
# hint: The gradOutput of BatchNormalization.backward was modified.


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if self.training:
            inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
            normalised = (input - np.mean(input, axis=0)) * inverse
            gradOutput *= inverse
            self.gradInput = gradOutput - np.mean(gradOutput, axis=0)
            self.gradInput -= normalised * np.mean(gradOutput * normalised, axis=0)
        else:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
        return self.gradInput
