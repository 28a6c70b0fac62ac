"""The backward pass changes the weights itself before it needs them."""
# cell: config_network/layer
# loses: layer_input layer_contract own_gradients_table


class Layer:
    def backward_pass(self, delta):
        self.d_w = self.x.T @ delta / len(delta)
        self.d_b = np.mean(delta, axis=0)
        self.w = self.w + 0.01 * self.d_w
        self.d_x = delta @ self.w.T
        return self.d_x
