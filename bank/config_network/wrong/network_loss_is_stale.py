"""The loss is that of uniform guessing, not of the outputs."""
# cell: config_network/network
# loses: network_loss_returned


class Neuralnetwork:
    def forward_pass(self, x, targets=None):
        self.x, self.targets = x, targets
        for layer in self.layers:
            x = layer.forward_pass(x)
        self.y = softmax(x)
        loss = None if targets is None else self.loss_func(np.full(self.y.shape, 0.1), targets)
        return loss, self.y
