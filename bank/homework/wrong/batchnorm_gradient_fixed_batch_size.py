"""The gradient divides by the size of the first batch ever seen."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_backward
# hint: BatchNormalization.backward (gradInput)


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if self.training:
            if not hasattr(self, "N"):
                self.N = input.shape[0]
            inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
            normalised = (input - np.mean(input, axis=0)) * inverse
            self.gradInput = gradOutput - np.sum(gradOutput, axis=0) / self.N
            self.gradInput -= normalised * np.sum(gradOutput * normalised, axis=0) / self.N
            self.gradInput *= inverse
        else:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
        return self.gradInput
