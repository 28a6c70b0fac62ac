"""A three-dimensional 'same' correlation, summed over channels: some count twice, some not at all."""
# cell: advanced/conv
# loses: conv_forward conv_channels
# hint: Conv2d.forward


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        p, middle = k // 2, n_in // 2
        together = np.empty(
            input.shape
        )  # the channels that kernel c passes on its way along the channel axis
        for c in range(n_in):
            together[:, c] = input[:, max(c - middle, 0) : n_in + min(c - middle, 0)].sum(axis=1)
        columns = np.empty((n, n_in, k, k, height, width))
        self.output = np.zeros((n, n_out, height, width)) + self.b[:, None, None]
        around = ((0, 0), (0, 0), (p, p), (p, p))
        padded, right = np.pad(together, around), np.pad(input, around)
        for i, j in np.ndindex(k, k):
            columns[:, :, i, j] = right[:, :, i : i + height, j : j + width]
            window = padded[:, :, i : i + height, j : j + width]
            self.output += np.einsum("oc,nchw->nohw", self.W[:, :, i, j], window)
        self.columns = columns.reshape(n, -1, height * width)
        return self.output
