"""The input's gradient correlates gradOutput as forward does, with the kernel not turned."""
# cell: advanced/conv
# loses: conv_backward
# hint: as forward does it


class Conv2d:
    def updateGradInput(self, input, gradOutput):
        n, n_in, height, width = input.shape
        k = self.W.shape[-1]
        padded = np.zeros((n, n_in, height + k - 1, width + k - 1))
        for i, j in np.ndindex(k, k):
            padded[:, :, i : i + height, j : j + width] += np.einsum(
                "oc,nohw->nchw", self.W[:, :, k - 1 - i, k - 1 - j], gradOutput
            )
        self.gradInput = padded[:, :, k // 2 : k // 2 + height, k // 2 : k // 2 + width]
        return self.gradInput
