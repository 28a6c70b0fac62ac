"""The backward pass starts with outputs minus targets."""
# cell: config_network/network
# loses: network_backward first_accuracy_reached
# hint: Is a minus missing


class Neuralnetwork:
    def backward_pass(self):
        delta = self.y - self.targets
        for layer in reversed(self.layers):
            delta = layer.backward_pass(delta)
