"""Negative gradients are cut off, not those of negative inputs."""
# cell: multilayer/relu
# loses: relu_bprop


class ReluLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return np.maximum(grads_wrt_outputs, 0)
