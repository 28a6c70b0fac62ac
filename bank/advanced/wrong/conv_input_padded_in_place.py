"""Forward scales its input in place."""
# cell: advanced/conv
# loses: conv_contract
# hint: was modified


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
        y = self.W.reshape(n_out, -1) @ self.columns + self.b[:, None]
        self.output = y.reshape(n, n_out, height, width)
        input *= 0.5
        return self.output
