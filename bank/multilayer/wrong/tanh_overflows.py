"""exp of large inputs is infinite, and inf / inf is nan."""
# cell: multilayer/tanh
# loses: tanh_large
# hint: exp(x) is inf above x = 709


class TanhLayer:
    def fprop(self, inputs):
        up, down = np.exp(inputs), np.exp(-inputs)
        return (up - down) / (up + down)
