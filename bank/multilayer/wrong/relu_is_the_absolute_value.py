"""Negative inputs come out positive."""
# cell: multilayer/relu
# loses: relu_fprop
# hint: wrong exactly where the input is negative


class ReluLayer:
    def fprop(self, inputs):
        return np.abs(inputs)
