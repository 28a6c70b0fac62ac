"""Networks are made and trained without run; other names, other order, one more penalty."""
# replace: config_network/penalty

penalty_history, penalty_networks = {}, {}
for penalty in (1e-3, 1e-4, 1e-2, 0):
    config = dict(BASE)
    config["L2_penalty"] = penalty
    one = Neuralnetwork(config)
    key = {1e-3: "0.001", 1e-4: "0.0001", 1e-2: "0.01", 0: "0"}[penalty]
    penalty_history[key] = trainer(one, X_train, Y_train, X_valid, Y_valid, config)
    penalty_networks[key] = one
