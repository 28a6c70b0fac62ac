"""The border is k % 2 pixels wide, which is right for kernels of 3 pixels alone."""
# cell: advanced/conv
# loses: conv_forward conv_channels conv_backward conv_weights conv_bias conv_contract
# hint: has shape


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        p = k % 2
        padded = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        columns = np.empty((n, n_in, k, k, height + 2 * p - k + 1, width + 2 * p - k + 1))
        for i, j in np.ndindex(k, k):
            columns[:, :, i, j] = padded[:, :, i : i + columns.shape[4], j : j + columns.shape[5]]
        self.columns = columns.reshape(n, n_in * k * k, -1)
        self.output = self.W.reshape(n_out, -1) @ self.columns + self.b[:, None]
        self.output = self.output.reshape(n, n_out, *columns.shape[4:])
        return self.output

    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)
        self.gradW += np.sum(g @ self.columns.transpose(0, 2, 1), axis=0).reshape(self.W.shape)
        self.gradb += np.sum(g, axis=(0, 2))
