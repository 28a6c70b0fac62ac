"""Negative inputs are set to 0 in the caller's array."""
# cell: multilayer/relu
# loses: relu_stateless
# hint: was modified


class ReluLayer:
    def fprop(self, inputs):
        inputs[inputs < 0] = 0
        return inputs
