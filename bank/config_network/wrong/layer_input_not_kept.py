"""The centred input is kept in place of the input."""
# cell: config_network/layer
# loses: layer_parameters layer_contract


class Layer:
    def forward_pass(self, x):
        self.x = x - np.mean(x, axis=0)
        self.a = x @ self.w + self.b
        return self.a
