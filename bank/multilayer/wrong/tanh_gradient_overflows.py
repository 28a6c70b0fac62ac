"""1 / cosh(x)**2 is written with exp, whose square is infinite."""
# cell: multilayer/tanh
# loses: tanh_large


class TanhLayer:
    def bprop(self, inputs, outputs, grads_wrt_outputs):
        powers = np.exp(2 * inputs)
        return grads_wrt_outputs * 4 * powers / (powers + 1) ** 2
