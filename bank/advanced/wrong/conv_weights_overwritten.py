"""gradW and gradb are overwritten by each backward."""
# cell: advanced/conv
# loses: conv_contract
# hint: they must add up


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        self.gradW[...] = np.sum(g @ self.columns.transpose(0, 2, 1), axis=0).reshape(self.W.shape)
        self.gradb[...] = np.sum(g, axis=(0, 2))
