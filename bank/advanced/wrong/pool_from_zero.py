"""The largest value is looked for from 0 on."""
# cell: advanced/pool
# loses: pool_forward
# hint: if 0 takes part


class MaxPool2d:
    def updateOutput(self, input):
        k, (height, width) = self.kernel_size, input.shape[2:]
        if height % k or width % k:
            raise ValueError("does not divide")
        best = np.array(input[:, :, ::k, ::k])
        self.winner = np.zeros(best.shape, dtype=int)
        for number, pixel in enumerate(self._pixels(input)):
            self.winner[pixel > best] = number
            best = np.maximum(best, pixel)
        self.output = np.maximum(best, 0)
        return self.output
