"""The derivative is taken as 1 - inputs**2 instead of 1 - outputs**2."""
# cell: multilayer/tanh
# loses: tanh_bprop


class TanhLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * (1 - inputs**2)
