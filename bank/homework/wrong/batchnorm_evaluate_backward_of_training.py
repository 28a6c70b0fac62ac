"""In evaluation mode, too, the gradient is the one through the batch statistics."""
# cell: homework_modules/batch_normalization
# loses: batchnorm_backward_evaluate
# hint: These values come out in training mode, after evaluate(): are the modes swapped?


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        inverse = 1 / np.sqrt(np.var(input, axis=0) + self.EPS)
        normalised = (input - np.mean(input, axis=0)) * inverse
        self.gradInput = gradOutput - np.mean(gradOutput, axis=0)
        self.gradInput -= normalised * np.mean(gradOutput * normalised, axis=0)
        self.gradInput *= inverse
        return self.gradInput
