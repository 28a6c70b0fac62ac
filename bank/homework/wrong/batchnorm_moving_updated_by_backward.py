"""backward runs forward again, so every training step updates the moving statistics twice."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_contract
# hint: BatchNormalization.moving_mean after backward, which must not change it


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        self.updateOutput(input)
        if self.training:
            inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
            self.gradInput = gradOutput - np.mean(gradOutput, axis=0)
            self.gradInput -= self.output * np.mean(gradOutput * self.output, axis=0)
            self.gradInput *= inverse
        else:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
        return self.gradInput
