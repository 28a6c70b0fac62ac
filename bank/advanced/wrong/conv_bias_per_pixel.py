"""gradb is a sum over the batch alone: a bias for each pixel."""
# cell: advanced/conv
# loses: conv_bias cnn_learns cnn_reported
# hint: has shape


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        self.gradW += np.sum(g @ self.columns.transpose(0, 2, 1), axis=0).reshape(self.W.shape)
        self.gradb = gradOutput.sum(axis=0) + (self.gradb if self.gradb.ndim == 3 else 0)
