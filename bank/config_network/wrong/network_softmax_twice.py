"""The derivative of softmax is multiplied in once more."""
# cell: config_network/network
# loses: network_backward first_accuracy_reached


class Neuralnetwork:
    def backward_pass(self):
        delta = (self.targets - self.y) * self.y * (1 - self.y)
        for layer in reversed(self.layers):
            delta = layer.backward_pass(delta)
