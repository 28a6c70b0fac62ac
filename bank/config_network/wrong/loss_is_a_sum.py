"""The loss is not divided by the number of samples."""
# cell: config_network/network
# loses: network_loss
# hint: That is the batch size


class Neuralnetwork:
    def loss_func(self, y, targets):
        return -np.sum(targets * np.log(np.maximum(y, 1e-12)))
