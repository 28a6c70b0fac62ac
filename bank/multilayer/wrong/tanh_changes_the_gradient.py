"""bprop writes into the caller's gradient."""
# cell: multilayer/tanh
# loses: tanh_stateless
# hint: was modified


class TanhLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        grads_wrt_outputs *= 1 - outputs**2
        return grads_wrt_outputs
