"""Two layers of 50 units have 6 % more parameters than one."""
# replace: config_network/topology
# loses: topology_networks

topology_networks = {}
topology_history = {}
# 50: 785 * 50 + 51 * 10 = 39,760.  785 h + (h + 1) h + (h + 1) 10 = 39,631 for h = 47.
for name, hidden in {"25": [25], "50": [50], "100": [100], "two layers": [50, 50]}.items():
    topology_networks[name], topology_history[name] = run(changed(BASE, layer_specs=[784, *hidden, 10]))
