"""The plain formula, which overflows to the right value with a warning."""
# cell: config_network/activation


class Activation:
    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))
