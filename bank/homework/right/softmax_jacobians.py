"""backward stacks the Jacobian of every row, (N, C, C)."""
# cell: homework_modules/softmax


class SoftMax:
    def updateGradInput(self, input, gradOutput):
        p = self.output
        jacobians = p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])
        self.gradInput = np.einsum("nij,ni->nj", jacobians, gradOutput)
        return self.gradInput
