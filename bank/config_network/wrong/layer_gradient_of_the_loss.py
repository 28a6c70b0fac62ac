"""d_w and d_b are gradients, not negative ones: the update climbs the loss."""
# cell: config_network/layer
# loses: layer_parameters first_accuracy_reached
# hint: Is a minus missing, or one too many?


class Layer:
    def backward_pass(self, delta):
        self.d_x = delta @ self.w.T
        self.d_w = -self.x.T @ delta / len(delta)
        self.d_b = -np.mean(delta, axis=0)
        return self.d_x
