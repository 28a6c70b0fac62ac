"""The sum goes over the samples, not over the classes."""
# cell: config_network/softmax
# loses: softmax_values softmax_extreme first_accuracy_reached


def softmax(x):
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / powers.sum(axis=0)
