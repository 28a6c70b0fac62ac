"""The means of the batches are averaged, though the last batch is smaller."""
# cell: config_network/test_function
# loses: test_loss


def test(model, X, y, config):
    losses, hits = [], 0
    for start in range(0, len(X), config["batch_size"]):
        batch = slice(start, start + config["batch_size"])
        loss, outputs = model.forward_pass(X[batch], y[batch])
        losses.append(loss)
        hits += np.sum(np.argmax(outputs, axis=1) == np.argmax(y[batch], axis=1))
    return np.mean(losses), hits / len(X)
