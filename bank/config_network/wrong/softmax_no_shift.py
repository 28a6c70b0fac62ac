"""Nothing is subtracted before the exponential, so that large logits give nan."""
# cell: config_network/softmax
# loses: softmax_extreme
# hint: exp(x) is inf above


def softmax(x):
    powers = np.exp(x)
    return powers / powers.sum(axis=1, keepdims=True)
