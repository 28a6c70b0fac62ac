"""bprop uses the mask of the last fprop."""
# cell: multilayer/relu
# loses: relu_stateless
# hint: a layer keeps nothing


class ReluLayer:
    def fprop(self, inputs):
        self.mask = inputs > 0
        return inputs * self.mask

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * self.mask
