"""self.x holds the output, at which the derivative is then taken."""
# cell: config_network/activation
# loses: sigmoid_gradient tanh_gradient activation_arguments


class Activation:
    def forward_pass(self, a):
        self.x = getattr(self, self.activation_type)(a)
        return self.x
