"""A loop over pictures: slower, and right."""
# cell: advanced/conv


class Conv2d:
    def updateOutput(self, input):
        height, width = input.shape[2:]

        self.images = [self._columns(image) for image in input]
        rows = [self.W.reshape(len(self.W), -1) @ columns + self.b[:, None] for columns in self.images]
        self.output = np.stack(rows).reshape(len(input), -1, height, width)
        return self.output

    def updateGradInput(self, input, gradOutput):
        k, (height, width) = self.W.shape[2], input.shape[2:]
        self.gradInput = np.zeros(input.shape)
        for image, g in zip(self.gradInput, gradOutput):
            columns = (self.W.reshape(len(self.W), -1).T @ g.reshape(len(g), -1)).reshape(
                -1, k, k, height, width
            )
            padded = np.zeros((len(image), height + k - 1, width + k - 1))
            for i in range(k):
                for j in range(k):
                    padded[:, i : i + height, j : j + width] += columns[:, i, j]
            image += padded[:, k // 2 : k // 2 + height, k // 2 : k // 2 + width]
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        for columns, g in zip(self.images, gradOutput):
            self.gradW += (g.reshape(len(g), -1) @ columns.T).reshape(self.W.shape)
            self.gradb += g.reshape(len(g), -1).sum(axis=1)

    def _columns(self, image):
        k, (height, width) = self.W.shape[2], image.shape[1:]
        padded = np.pad(image, ((0, 0), (k // 2,) * 2, (k // 2,) * 2))
        windows = [padded[:, i : i + height, j : j + width] for i in range(k) for j in range(k)]
        return np.stack(windows, axis=1).reshape(-1, height * width)
