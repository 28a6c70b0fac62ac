"""Both runs are made without early stopping."""
# replace: config_network/stopping
# loses: stopping_networks

stopping_networks = {}
stopping_history = {}
for name, early_stop in [("early stopping", True), ("no stopping", False)]:
    stopping_networks[name], stopping_history[name] = run(
        changed(BASE, learning_rate=0.05, epochs=experiments.epochs(40, grading=2), early_stop=False)
    )
