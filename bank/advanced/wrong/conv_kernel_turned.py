"""A true convolution: the kernel is turned by 180 degrees."""
# cell: advanced/conv
# loses: conv_forward
# hint: with the kernel turned by 180 degrees


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        border = (k // 2, k // 2)
        padded = np.pad(input, ((0, 0), (0, 0), border, border))
        columns = np.empty((n, n_in, k, k, height, width))
        for i, j in np.ndindex(k, k):
            columns[:, :, i, j] = padded[:, :, i : i + height, j : j + width]
        self.columns = columns.reshape(n, -1, height * width)
        y = self.W[:, :, ::-1, ::-1].reshape(n_out, -1) @ self.columns
        self.output = y.reshape(n, n_out, height, width) + self.b.reshape(-1, 1, 1)
        return self.output
