"""The accuracy is in percent."""
# cell: config_network/test_function
# loses: test_accuracy


def test(model, X, y, config):
    """Mean loss over all samples, and the fraction that is classified rightly.  X: (N, n_in); y: (N, 10)"""
    total_loss, hits = 0.0, 0
    for start in range(0, len(X), config["batch_size"]):
        batch = slice(start, start + config["batch_size"])
        loss, outputs = model.forward_pass(X[batch], y[batch])  # outputs: (n, 10)
        total_loss += loss * len(outputs)
        hits += np.sum(np.argmax(outputs, axis=1) == np.argmax(y[batch], axis=1))
    return total_loss / len(X), 100 * hits / len(X)
