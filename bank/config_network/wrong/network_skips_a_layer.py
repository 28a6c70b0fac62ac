"""The layer before the last is left out of the backward pass."""
# cell: config_network/network
# loses: network_backward


class Neuralnetwork:
    def backward_pass(self):
        delta = self.targets - self.y
        for i in reversed(range(len(self.layers))):
            if len(self.layers) < 2 or i != len(self.layers) - 2:
                delta = self.layers[i].backward_pass(delta)
