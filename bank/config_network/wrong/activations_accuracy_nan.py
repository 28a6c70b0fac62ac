"""The validation accuracy is left out of the histories, as that of a set without labels: nan."""
# replace: config_network/activations
# loses: activations_report
# hint: says a validation accuracy of nan

activation_networks = {}
activation_history = {}
for name in ["sigmoid", "tanh", "ReLU"]:
    activation_networks[name], history = run(changed(BASE, activation=name))
    activation_history[name] = experiments.History()
    for epoch, loss in zip(history.epochs, history.validation_loss):
        activation_history[name].add(epoch, (loss, float("nan")), (loss, float("nan")), 0.0)
