"""All samples at once, the loss from loss_func."""
# cell: config_network/test_function


def test(model, X, y, config):
    outputs = model.forward_pass(X)[1]
    return model.loss_func(outputs, y), float((outputs.argmax(axis=1) == y.argmax(axis=1)).mean())
