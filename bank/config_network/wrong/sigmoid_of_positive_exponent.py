"""exp(x) / (1 + exp(x)) is inf / inf for large inputs."""
# cell: config_network/activation
# loses: sigmoid_extreme
# hint: exp(x) is inf above


class Activation:
    def sigmoid(self, x):
        return np.exp(x) / (1 + np.exp(x))
