"""The caller's gradient is set to 0 in place."""
# cell: multilayer/relu
# loses: relu_stateless
# hint: was modified


class ReluLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        grads_wrt_outputs[inputs <= 0] = 0
        return grads_wrt_outputs
