"""gradW knows only the first picture of the batch."""
# cell: advanced/conv
# loses: conv_weights
# hint: for the first picture alone


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        self.gradW += (g[0] @ self.columns[0].T).reshape(self.W.shape)
        self.gradb += np.sum(g, axis=(0, 2))
