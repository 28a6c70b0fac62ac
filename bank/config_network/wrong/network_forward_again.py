"""The backward pass runs all layers forward once more."""
# cell: config_network/network
# loses: network_backward


class Neuralnetwork:
    def backward_pass(self):
        self.forward_pass(self.x, self.targets)
        delta = self.targets - self.y
        for layer in reversed(self.layers):
            delta = layer.backward_pass(delta)
