"""One einsum for each position of the kernel; nothing is kept between calls."""
# cell: advanced/conv


class Conv2d:
    def updateOutput(self, input):
        height, width = input.shape[2:]
        self.output = np.zeros((len(input), len(self.W), height, width)) + self.b[:, None, None]
        for i, j, window in self._windows(input):
            self.output += np.einsum("oc,nchw->nohw", self.W[:, :, i, j], window)
        return self.output

    def updateGradInput(self, input, gradOutput):
        height, width = input.shape[2:]
        k = self.W.shape[-1]
        padded = np.zeros((*input.shape[:2], height + k - 1, width + k - 1))
        for i in range(k):
            for j in range(k):
                window = padded[:, :, i : i + height, j : j + width]
                window += np.einsum("oc,nohw->nchw", self.W[:, :, i, j], gradOutput)
        p = k // 2
        self.gradInput = padded[:, :, p : p + height, p : p + width]
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        for i, j, window in self._windows(input):
            self.gradW[:, :, i, j] += np.einsum("nohw,nchw->oc", gradOutput, window)
        self.gradb += np.einsum("nohw->o", gradOutput)

    def _windows(self, input):
        k, (height, width) = self.W.shape[-1], input.shape[2:]
        padded = np.pad(input, [(0, 0), (0, 0), (k // 2, k // 2), (k // 2, k // 2)])
        for i in range(k):
            for j in range(k):
                yield i, j, padded[:, :, i : i + height, j : j + width]
