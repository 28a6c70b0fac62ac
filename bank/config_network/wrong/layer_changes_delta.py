"""delta is divided in place."""
# cell: config_network/layer
# loses: layer_contract
# hint: was modified


class Layer:
    def backward_pass(self, delta):
        self.d_x = delta @ self.w.T
        delta /= len(delta)
        self.d_w, self.d_b = self.x.T @ delta, np.sum(delta, axis=0)
        return self.d_x
