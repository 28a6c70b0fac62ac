"""The minus is missing."""
# cell: config_network/network
# loses: network_loss
# hint: Is a minus missing


class Neuralnetwork:
    def loss_func(self, y, targets):
        return np.sum(targets * np.log(np.maximum(y, 1e-12))) / len(y)
