"""x (1 - x) is taken at the input, not at the sigmoid of it."""
# cell: config_network/activation
# loses: sigmoid_gradient first_accuracy_reached


class Activation:
    def grad_sigmoid(self, x):
        return x * (1 - x)
