"""The derivative of ReLU is 1 everywhere."""
# cell: config_network/activation
# loses: relu_gradient
# hint: wrong exactly where the input is negative


class Activation:
    def grad_ReLU(self, x):
        return np.ones_like(x)
