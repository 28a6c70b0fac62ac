"""Einsum, read-only views, and velocities that stand in the layer."""
# cell: config_network/layer


class Layer:
    def __init__(self, in_units, out_units, rng=layer_rng):
        self.w = in_units**-0.5 * rng.standard_normal((in_units, out_units))
        self.b = np.zeros((out_units,))
        self.v_w, self.v_b = 0 * self.w, 0 * self.b
        self.x = self.a = self.d_x = self.d_w = self.d_b = None

    def forward_pass(self, x):
        self.x = np.array(x)
        self.a = np.einsum("ni,io->no", x, self.w, optimize=True) + self.b
        return self.a

    def backward_pass(self, delta):
        self.d_x = np.einsum("no,io->ni", delta, self.w, optimize=True)
        self.d_w = np.einsum("ni,no->io", self.x, delta, optimize=True) / delta.shape[0]
        self.d_b = delta.sum(axis=0) / delta.shape[0]
        return self.d_x


# cell: config_network/trainer_function


def trainer(model, X_train, y_train, X_valid, y_valid, config):
    """Train a model in place.  X_*: (N, n_in); y_*: (N, 10).  Returns an experiments.History."""
    history, rng, start = experiments.History(), np.random.default_rng(SEED), time.perf_counter()
    layers = [layer for layer in model.layers if isinstance(layer, Layer)]
    gamma = config["momentum_gamma"] if config["momentum"] else 0.0

    def report(epoch):
        """Add an epoch to the history; return its validation loss."""
        training = test(model, X_train, y_train, config)
        validation = test(model, X_valid, y_valid, config)
        history.add(epoch, training, validation, time.perf_counter() - start)
        return validation[0]

    def step():
        """One update of all parameters."""
        for layer in layers:
            layer.v_w = gamma * layer.v_w + layer.d_w - config["L2_penalty"] * layer.w
            layer.v_b = gamma * layer.v_b + layer.d_b
            layer.w = layer.w + config["learning_rate"] * layer.v_w
            layer.b = layer.b + config["learning_rate"] * layer.v_b

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
