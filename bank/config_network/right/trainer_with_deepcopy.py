"""A deep copy of the layers, a dict of velocities, range instead of Progress, an unseeded order."""
# cell: config_network/trainer_function

import copy


def trainer(model, X_train, y_train, X_valid, y_valid, config):
    history, seconds = experiments.History(), 0.0
    history.add(0, test(model, X_train, y_train, config), test(model, X_valid, y_valid, config), seconds)
    best, best_loss, bad, velocity = copy.deepcopy(model.layers), float("inf"), 0, {}
    for epoch in range(1, config["epochs"] + 1):
        start = time.perf_counter()
        order = np.random.permutation(len(X_train))
        X, Y = X_train[order], y_train[order]
        for i in range(0, len(X), config["batch_size"]):
            model.forward_pass(X[i : i + config["batch_size"]], Y[i : i + config["batch_size"]])
            model.backward_pass()
            for k in range(0, len(model.layers), 2):
                layer = model.layers[k]
                for name, decay in (("w", config["L2_penalty"]), ("b", 0.0)):
                    old = velocity.get((k, name), 0.0) if config["momentum"] else 0.0
                    push = getattr(layer, "d_" + name) - decay * getattr(layer, name)
                    velocity[k, name] = config["momentum_gamma"] * old + push
                    setattr(layer, name, getattr(layer, name) + config["learning_rate"] * velocity[k, name])
        seconds += time.perf_counter() - start
        validation = test(model, X_valid, y_valid, config)
        history.add(epoch, test(model, X_train, y_train, config), validation, seconds)
        if config["early_stop"]:
            if validation[0] < best_loss:
                best, best_loss, bad = copy.deepcopy(model.layers), validation[0], 0
            else:
                bad += 1
                if bad == config["early_stop_epoch"]:
                    break
    if config["early_stop"]:
        for layer, kept in zip(model.layers, best):
            if hasattr(kept, "w"):
                layer.w, layer.b = kept.w, kept.b
    return history
