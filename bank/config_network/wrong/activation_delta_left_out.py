"""The derivative is returned alone, without delta."""
# cell: config_network/activation
# loses: sigmoid_gradient tanh_gradient relu_gradient first_accuracy_reached


class Activation:
    def backward_pass(self, delta):
        return getattr(self, f"grad_{self.activation_type}")(self.x)
