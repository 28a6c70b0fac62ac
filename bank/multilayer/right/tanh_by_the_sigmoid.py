"""tanh(x) = 2 sigmoid(2x) - 1, its overflow harmless; the derivative in another order."""
# cell: multilayer/tanh


class TanhLayer:
    def fprop(self, inputs):
        return 2 / (1 + np.exp(-2 * inputs)) - 1

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return (1 + outputs) * (1 - outputs) * grads_wrt_outputs
