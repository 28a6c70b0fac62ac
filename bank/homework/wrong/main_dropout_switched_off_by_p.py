"""To switch Dropout off after the training p is set to 1: in training mode everything is nan."""
# replace: homework_main/dropout_experiment
# loses: dropout_networks dropout_modes

dropout_nets = {}
dropout_history = {}
np.random.seed(SEED)
dropout_nets["without"] = chain(Linear(784, 400), ReLU(), Linear(400, 10), LogSoftMax())
np.random.seed(SEED)
dropout_nets["with"] = chain(Linear(784, 400), ReLU(), Dropout(0.5), Linear(400, 10), LogSoftMax())
for name, net in dropout_nets.items():
    dropout_history[name] = train(
        net,
        ClassNLLCriterion(),
        sgd_momentum,
        {"learning_rate": 1e-1, "momentum": 0.9},
        digits,
        EPOCHS,
        name=f"{name} Dropout",
    )
dropout_nets["with"][2].p = 1
