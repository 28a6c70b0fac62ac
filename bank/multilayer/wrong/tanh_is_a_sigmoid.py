"""It computes the logistic sigmoid."""
# cell: multilayer/tanh
# loses: tanh_fprop tanh_large


class TanhLayer:
    def fprop(self, inputs):
        return 1 / (1 + np.exp(-inputs))
