"""The bias is left out of the forward pass."""
# cell: config_network/layer
# loses: layer_forward
# hint: come out without the bias


class Layer:
    def forward_pass(self, x):
        self.x, self.a = x, x @ self.w
        return self.a
