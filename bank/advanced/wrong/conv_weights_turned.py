"""gradW is turned by 180 degrees."""
# cell: advanced/conv
# loses: conv_weights
# hint: turned by 180 degrees


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        gradW = np.sum(g @ self.columns.transpose(0, 2, 1), axis=0).reshape(self.W.shape)
        self.gradW += gradW[:, :, ::-1, ::-1]
        self.gradb += np.sum(g, axis=(0, 2))
