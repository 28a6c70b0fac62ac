"""The configuration is changed under a wrong key, so that all three networks are equal."""
# replace: config_network/activations
# loses: activations_networks
# hint: activation = tanh

activation_networks = {}
activation_history = {}
for name in ["sigmoid", "tanh", "ReLU"]:
    activation_networks[name], activation_history[name] = run(changed(BASE, activation_type=name))
