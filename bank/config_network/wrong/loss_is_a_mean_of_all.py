"""The mean goes over samples and classes."""
# cell: config_network/network
# loses: network_loss
# hint: That is 1 / number of columns


class Neuralnetwork:
    def loss_func(self, y, targets):
        return -np.mean(targets * np.log(np.maximum(y, 1e-12)))
