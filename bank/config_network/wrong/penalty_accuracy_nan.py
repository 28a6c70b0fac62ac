"""The accuracies are divided by a number of images that is still 0: all are nan."""
# replace: config_network/penalty
# loses: penalty_report
# hint: says a validation accuracy of nan

penalty_networks = {}
penalty_history = {}
for name in ["0", "0.0001", "0.001"]:
    penalty_networks[name], penalty_history[name] = run(changed(BASE, L2_penalty=float(name)))
    with np.errstate(invalid="ignore"):
        penalty_history[name].validation_accuracy = [
            float(np.float64(0) / 0) for _ in penalty_history[name].epochs
        ]
