"""The derivative is that of the logistic sigmoid."""
# cell: multilayer/tanh
# loses: tanh_bprop


class TanhLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs * (1 - outputs)
