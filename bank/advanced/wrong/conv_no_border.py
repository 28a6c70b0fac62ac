"""No border of zeros: the output is smaller than the picture."""
# cell: advanced/conv
# loses: conv_forward conv_backward conv_weights conv_bias conv_contract
# loses: cnn_layers cnn_learns cnn_reported
# hint: window shape cannot be larger than input array


class Conv2d:
    def updateOutput(self, input):
        windows = np.lib.stride_tricks.sliding_window_view(input, self.W.shape[2:], axis=(2, 3))
        self.output = np.einsum("nchwij,ocij->nohw", windows, self.W, optimize=True) + self.b[:, None, None]
        return self.output

    def updateGradInput(self, input, gradOutput):
        height, width = gradOutput.shape[2:]
        self.gradInput = np.zeros(input.shape)
        for i, j in np.ndindex(*self.W.shape[2:]):
            self.gradInput[:, :, i : i + height, j : j + width] += np.einsum(
                "oc,nohw->nchw", self.W[:, :, i, j], gradOutput
            )
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        windows = np.lib.stride_tricks.sliding_window_view(input, self.W.shape[2:], axis=(2, 3))
        self.gradW += np.einsum("nchwij,nohw->ocij", windows, gradOutput, optimize=True)
        self.gradb += gradOutput.sum(axis=(0, 2, 3))
