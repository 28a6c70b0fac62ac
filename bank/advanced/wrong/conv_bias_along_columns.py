"""The bias is added along the last axis."""
# cell: advanced/conv
# loses: conv_forward conv_channels conv_backward conv_weights conv_bias conv_contract cnn_learns
# loses: cnn_layers cnn_reported
# hint: could not be broadcast


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        p = k // 2
        padded = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        columns = np.empty((n, n_in, k, k, height, width))
        self.output = np.zeros((n, n_out, height, width)) + self.b
        for i, j in np.ndindex(k, k):
            window = padded[:, :, i : i + height, j : j + width]
            columns[:, :, i, j] = window
            self.output += np.einsum("oc,nchw->nohw", self.W[:, :, i, j], window)
        self.columns = columns.reshape(n, -1, height * width)
        return self.output
