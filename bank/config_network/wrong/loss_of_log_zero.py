"""0 times the logarithm of 0 is nan."""
# cell: config_network/network
# loses: network_loss


class Neuralnetwork:
    def loss_func(self, y, targets):
        return -np.sum(targets * np.log(y)) / len(y)
