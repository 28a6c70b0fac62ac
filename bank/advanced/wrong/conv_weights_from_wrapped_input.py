"""gradW is taken from the input rolled around, not from the padded one."""
# cell: advanced/conv
# loses: conv_weights
# hint: if the border wraps around


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        p = self.W.shape[-1] // 2
        for i, j in np.ndindex(*self.W.shape[2:]):
            window = np.roll(input, (p - i, p - j), axis=(2, 3))
            self.gradW[:, :, i, j] += np.einsum("nohw,nchw->oc", gradOutput, window)
        self.gradb += np.sum(g, axis=(0, 2))
