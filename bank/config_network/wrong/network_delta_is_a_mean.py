"""delta is divided by the batch size, and d_w once more."""
# cell: config_network/network
# loses: network_backward first_accuracy_reached
# hint: That is 1 / batch size


class Neuralnetwork:
    def backward_pass(self):
        delta = (self.targets - self.y) / len(self.y)
        for layer in reversed(self.layers):
            delta = layer.backward_pass(delta)
