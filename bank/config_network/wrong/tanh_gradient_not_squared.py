"""The square of tanh is forgotten."""
# cell: config_network/activation
# loses: tanh_gradient


class Activation:
    def grad_tanh(self, x):
        return 1 - np.tanh(x)
