"""The shifted windows are computed once and then used for every batch of that size."""
# cell: advanced/conv
# loses: conv_weights
# hint: for the input of an earlier call


class Conv2d:
    def accGradParameters(self, input, gradOutput):
        g = gradOutput.reshape(*gradOutput.shape[:2], -1)  # (N, C_out, H * W)
        kept = getattr(self, "kept", None)
        if kept is None or kept.shape != self.columns.shape:
            self.kept = self.first if self.first.shape == self.columns.shape else self.columns
        self.gradW += np.sum(g @ self.kept.transpose(0, 2, 1), axis=0).reshape(self.W.shape)
        self.gradb += np.sum(g, axis=(0, 2))

    def forward(self, input):
        output = self.updateOutput(input)
        if not hasattr(self, "first"):
            self.first = self.columns
        return output
