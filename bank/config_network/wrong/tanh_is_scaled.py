"""A scaled tanh from an old recipe, with its own derivative."""
# cell: config_network/activation
# loses: tanh_values tanh_gradient


class Activation:
    def tanh(self, x):
        return 1.7159 * np.tanh(2 / 3 * x)

    def grad_tanh(self, x):
        return 1.7159 * 2 / 3 / np.cosh(2 / 3 * x) ** 2
