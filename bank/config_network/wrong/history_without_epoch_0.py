"""The history begins after the first epoch."""
# cell: config_network/trainer_function
# loses: trainer_history penalty_report activations_report topology_report


def trainer(model, X_train, y_train, X_valid, y_valid, config):
    """Train a model in place.  X_*: (N, n_in); y_*: (N, 10).  Returns an experiments.History."""
    history, rng, start = experiments.History(), np.random.default_rng(SEED), time.perf_counter()
    layers = [layer for layer in model.layers if isinstance(layer, Layer)]
    velocities = [(np.zeros_like(layer.w), np.zeros_like(layer.b)) for layer in layers]
    gamma = config["momentum_gamma"] if config["momentum"] else 0.0

    def report(epoch):
        """Add an epoch to the history; return its validation loss."""
        training = test(model, X_train, y_train, config)
        validation = test(model, X_valid, y_valid, config)
        epoch and history.add(epoch, training, validation, time.perf_counter() - start)
        return validation[0]

    def step():
        """One update of all parameters."""
        for layer, (v_w, v_b) in zip(layers, velocities):
            v_w *= gamma
            v_w += layer.d_w - config["L2_penalty"] * layer.w
            v_b *= gamma
            v_b += layer.d_b
            layer.w += config["learning_rate"] * v_w
            layer.b += config["learning_rate"] * v_b

    def copy_of_parameters():
        return [(layer.w.copy(), layer.b.copy()) for layer in layers]

    lowest, best, waited = report(0), copy_of_parameters(), 0
    for epoch in experiments.Progress(config["epochs"]):
        order = rng.permutation(len(X_train))  # (N,)
        for first in range(0, len(X_train), config["batch_size"]):
            batch = order[first : first + config["batch_size"]]
            model.forward_pass(X_train[batch], y_train[batch])
            model.backward_pass()
            step()
        loss = report(epoch)
        waited += 1
        if loss < lowest:
            lowest, best, waited = loss, copy_of_parameters(), 0
        if config["early_stop"] and waited >= config["early_stop_epoch"]:
            break
    if config["early_stop"]:
        for layer, (w, b) in zip(layers, best):
            layer.w, layer.b = w, b
    return history
