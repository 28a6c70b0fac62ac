"""A three-dimensional 'same' correlation, summed over channels: some count twice, some not at all."""
# cell: advanced/conv
# loses: conv_forward conv_channels

from scipy import signal


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        p = k // 2
        padded = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        columns = np.empty((n, n_in, k, k, height, width))
        for i, j in np.ndindex(k, k):
            columns[:, :, i, j] = padded[:, :, i : i + height, j : j + width]
        self.columns = columns.reshape(n, -1, height * width)
        self.output = np.empty((n, n_out, height, width))
        for a, o in np.ndindex(n, n_out):
            together = signal.correlate(input[a], self.W[o], mode="same", method="direct")
            self.output[a, o] = together.sum(axis=0) + self.b[o]
        return self.output
