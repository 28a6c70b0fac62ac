"""One network is trained again and again."""
# replace: config_network/penalty
# loses: penalty_networks penalty_report

penalty_networks = {}
penalty_history = {}
network = Neuralnetwork(BASE)
for name in ["0", "0.0001", "0.001"]:
    network.config = changed(BASE, L2_penalty=float(name))
    penalty_networks[name] = network
    penalty_history[name] = trainer(network, X_train, Y_train, X_valid, Y_valid, network.config)
