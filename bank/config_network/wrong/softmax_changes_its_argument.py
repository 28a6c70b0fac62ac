"""The largest logit is subtracted in place."""
# cell: config_network/softmax
# loses: softmax_values
# hint: was modified


def softmax(x):
    x -= np.max(x, axis=1, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
