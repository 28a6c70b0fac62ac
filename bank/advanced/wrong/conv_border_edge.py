"""The border repeats the outermost pixels in forward."""
# cell: advanced/conv
# loses: conv_forward
# hint: if the border repeats pixels


class Conv2d:
    def updateOutput(self, input):
        n, n_in, height, width = input.shape
        n_out, _, k, _ = self.W.shape
        around = ((0, 0), (0, 0), (k // 2, k // 2), (k // 2, k // 2))
        padded, columns = np.pad(input, around, "edge"), np.empty((n, n_in, k, k, height, width))
        zeros = np.pad(input, around)
        self.output = np.zeros((n, n_out, height, width)) + self.b[:, None, None]
        for i, j in np.ndindex(k, k):
            columns[:, :, i, j] = zeros[:, :, i : i + height, j : j + width]
            window = padded[:, :, i : i + height, j : j + width]
            self.output += np.einsum("oc,nchw->nohw", self.W[:, :, i, j], window)
        self.columns = columns.reshape(n, -1, height * width)
        return self.output
