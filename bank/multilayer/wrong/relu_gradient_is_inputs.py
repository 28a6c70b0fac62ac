"""The gradient is multiplied with the outputs, not with the derivative."""
# cell: multilayer/relu
# loses: relu_bprop


class ReluLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs
