"""The input's gradient is cut at the wrong corner."""
# cell: advanced/conv
# loses: conv_backward
# hint: Conv2d.backward (gradInput)


class Conv2d:
    def updateGradInput(self, input, gradOutput):
        n, n_in, height, width = input.shape
        k = self.W.shape[-1]
        padded = np.zeros((n, n_in, height + k - 1, width + k - 1))
        for i, j in np.ndindex(k, k):
            padded[:, :, i : i + height, j : j + width] += np.einsum(
                "oc,nohw->nchw", self.W[:, :, i, j], gradOutput
            )
        self.gradInput = padded[:, :, :height, :width]
        return self.gradInput
