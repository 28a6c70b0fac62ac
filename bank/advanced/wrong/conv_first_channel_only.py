"""Only the first input channel is looked at."""
# cell: advanced/conv
# loses: conv_forward conv_channels
# hint: for the first input channel alone


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        p = k // 2
        padded = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        columns = np.empty((n, n_in, k, k, height, width))
        self.output = np.zeros((n, n_out, height, width)) + self.b[:, None, None]
        for i, j in np.ndindex(k, k):
            window = padded[:, :, i : i + height, j : j + width]
            columns[:, :, i, j] = window
            self.output += np.einsum("o,nhw->nohw", self.W[:, 0, i, j], window[:, 0])
        self.columns = columns.reshape(n, -1, height * width)
        return self.output
