"""d_w and d_b are added up over the calls."""
# cell: config_network/layer
# loses: layer_parameters first_accuracy_reached


class Layer:
    def backward_pass(self, delta):
        self.d_x = delta @ self.w.T
        d_w, d_b = self.x.T @ delta / len(delta), np.mean(delta, axis=0)
        self.d_w = d_w if self.d_w is None else self.d_w + d_w
        self.d_b = d_b if self.d_b is None else self.d_b + d_b
        return self.d_x
