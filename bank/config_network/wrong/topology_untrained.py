"""The networks that are handed in were never trained."""
# replace: config_network/topology
# loses: topology_report

topology_networks = {}
topology_history = {}
for name, hidden in {"25": [25], "50": [50], "100": [100], "two layers": [47, 47]}.items():
    config = changed(BASE, layer_specs=[784, *hidden, 10])
    topology_history[name] = run(config)[1]
    topology_networks[name] = Neuralnetwork(config)
