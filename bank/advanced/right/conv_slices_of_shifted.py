"""No padding: slices of the input that fall onto the output."""
# cell: advanced/conv


class Conv2d:
    def updateOutput(self, input):
        self.output = np.zeros((len(input), len(self.W), *input.shape[2:]))
        self.output += self.b.reshape(1, -1, 1, 1)
        for i, j, here, there in self._shifts(input.shape[2:]):
            self.output[here] += np.tensordot(self.W[:, :, i, j], input[there], (1, 1)).swapaxes(0, 1)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.zeros(input.shape)
        for i, j, here, there in self._shifts(input.shape[2:]):
            self.gradInput[there] += np.tensordot(self.W[:, :, i, j], gradOutput[here], (0, 1)).swapaxes(0, 1)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        for i, j, here, there in self._shifts(input.shape[2:]):
            self.gradW[:, :, i, j] += np.tensordot(gradOutput[here], input[there], ((0, 2, 3), (0, 2, 3)))
        self.gradb += gradOutput.sum(axis=3).sum(axis=2).sum(axis=0)

    def _shifts(self, size):
        k = self.W.shape[-1]
        for i in range(k):
            for j in range(k):
                here, there = [slice(None)] * 2, [slice(None)] * 2
                for shift, length in zip((i - k // 2, j - k // 2), size):
                    here.append(slice(max(-shift, 0), max(length - max(shift, 0), 0)))
                    there.append(slice(max(shift, 0), max(length + min(shift, 0), 0)))
                yield i, j, tuple(here), tuple(there)
