"""The absolute value is taken."""
# cell: config_network/activation
# loses: relu_values
# hint: wrong exactly where the input is negative


class Activation:
    def ReLU(self, x):
        return np.abs(x)
