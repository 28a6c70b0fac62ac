"""Only d_b is a sum over the batch."""
# cell: config_network/layer
# loses: layer_parameters
# hint: That is the batch size


class Layer:
    def backward_pass(self, delta):
        self.d_x = delta @ self.w.T
        self.d_w = self.x.T @ delta / len(delta)
        self.d_b = np.sum(delta, axis=0)
        return self.d_x
