"""bprop uses the outputs of the last fprop."""
# cell: multilayer/tanh
# loses: tanh_stateless
# hint: a layer keeps nothing


class TanhLayer:
    def fprop(self, inputs):
        self.outputs = np.tanh(inputs)
        return self.outputs

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * (1 - self.outputs**2)
