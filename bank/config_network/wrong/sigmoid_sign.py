"""The sign of the exponent is lost: the sigmoid falls."""
# cell: config_network/activation
# loses: sigmoid_values sigmoid_extreme first_accuracy_reached


class Activation:
    def sigmoid(self, x):
        return 1 / (1 + np.exp(np.clip(x, -500, 500)))
