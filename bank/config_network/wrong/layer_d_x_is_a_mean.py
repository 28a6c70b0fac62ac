"""d_x is divided by the batch size."""
# cell: config_network/layer
# loses: layer_input first_accuracy_reached
# hint: That is 1 / batch size


class Layer:
    def backward_pass(self, delta):
        self.d_x = delta @ self.w.T / len(delta)
        self.d_w = self.x.T @ delta / len(delta)
        self.d_b = np.mean(delta, axis=0)
        return self.d_x
