"""The last validation accuracy is the mean of an empty slice: nan."""
# replace: config_network/topology
# loses: topology_report
# hint: says a validation accuracy of nan

topology_networks = {}
topology_history = {}
for name, hidden in {"25": [25], "50": [50], "100": [100], "two layers": [47, 47]}.items():
    topology_networks[name], history = run(changed(BASE, layer_specs=[784, *hidden, 10]))
    history.validation_accuracy[-1] = float(np.mean(history.validation_accuracy[len(history.epochs) :]))
    topology_history[name] = history
