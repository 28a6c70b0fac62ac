"""The derivative is not multiplied with the upstream gradient."""
# cell: multilayer/tanh
# loses: tanh_bprop
# hint: would be right if multiplied with


class TanhLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return 1 - outputs**2
