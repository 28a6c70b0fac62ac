"""The validation accuracy is left out to save time: nan stands in the history."""
# replace: config_network/stopping
# loses: stopping_report
# hint: says a validation accuracy of nan

stopping_networks = {}
stopping_history = {}
for name, early_stop in [("early stopping", True), ("no stopping", False)]:
    stopping_networks[name], stopping_history[name] = run(
        changed(BASE, learning_rate=0.05, epochs=experiments.epochs(40, grading=2), early_stop=early_stop)
    )
    accuracies = stopping_history[name].validation_accuracy
    accuracies[:] = [float("nan")] * len(accuracies)
