"""delta is multiplied in place."""
# cell: config_network/activation
# loses: activation_arguments
# hint: was modified


class Activation:
    def backward_pass(self, delta):
        delta *= getattr(self, f"grad_{self.activation_type}")(self.x)
        return delta
