"""The input's gradient keeps its border."""
# cell: advanced/conv
# loses: conv_backward cnn_learns cnn_reported
# hint: has shape


class Conv2d:
    def updateGradInput(self, input, gradOutput):
        n, n_in, height, width = input.shape
        k = self.W.shape[-1]
        padded = np.zeros((n, n_in, height + k - 1, width + k - 1))
        for i, j in np.ndindex(k, k):
            padded[:, :, i : i + height, j : j + width] += np.einsum(
                "oc,nohw->nchw", self.W[:, :, i, j], gradOutput
            )
        self.gradInput = padded
        return self.gradInput
