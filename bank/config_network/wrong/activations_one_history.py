"""One history stands for all networks."""
# replace: config_network/activations
# loses: activations_report

activation_networks = {}
activation_history = {}
for name in ["sigmoid", "tanh", "ReLU"]:
    activation_networks[name], history = run(changed(BASE, activation=name))
    activation_history[name] = activation_history.get("sigmoid", history)
