"""Fast Fourier transforms of SciPy: right up to round-off."""
# cell: advanced/conv

from scipy import fft


class Conv2d:
    def updateOutput(self, input):
        self.output = self._correlate(input, self.W, "nchw,ochw->nohw") + self.b[:, None, None]
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = self._correlate(gradOutput, self.W[:, :, ::-1, ::-1], "nohw,ochw->nchw")
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        k, (height, width) = self.W.shape[-1], input.shape[2:]
        p, size = k // 2, (height + k - 1, width + k - 1)
        x = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        X, G = fft.rfft2(x, size), fft.rfft2(gradOutput, size)
        self.gradW += fft.irfft2(np.einsum("nchw,nohw->ochw", X, G.conj(), optimize=True), size)[..., :k, :k]
        self.gradb += gradOutput.sum((0, 2, 3))

    def _correlate(self, x, W, axes):
        k, (height, width) = W.shape[-1], x.shape[2:]
        p, size = k // 2, (height + k - 1, width + k - 1)
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        spectrum = np.einsum(axes, fft.rfft2(padded, size), fft.rfft2(W, size).conj(), optimize=True)
        return fft.irfft2(spectrum, size)[..., :height, :width]
