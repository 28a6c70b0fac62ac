"""tanh by exponentials of what is not positive; the derivative by cosh of clipped inputs."""
# cell: multilayer/tanh


class TanhLayer:
    def fprop(self, inputs):
        small = np.exp(-2 * np.abs(inputs))
        return np.sign(inputs) * (1 - small) / (1 + small)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs / np.cosh(np.clip(inputs, -300, 300)) ** 2
