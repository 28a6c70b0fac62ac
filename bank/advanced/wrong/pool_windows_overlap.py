"""Windows move by one pixel."""
# cell: advanced/pool
# loses: pool_forward pool_refuses pool_backward pool_ties pool_contract cnn_layers cnn_learns cnn_reported
# hint: has shape


class MaxPool2d:
    def updateOutput(self, input):
        k, (height, width) = self.kernel_size, input.shape[2:]
        if height % k or width % k:
            raise ValueError("does not divide")
        self.output = np.lib.stride_tricks.sliding_window_view(input, (k, k), axis=(2, 3)).max(axis=(4, 5))
        return self.output
