"""The accuracy of the first network is that on the validation split."""
# replace: config_network/first
# loses: first_accuracy_reported

first_network, first_history = run(
    changed(
        BASE,
        layer_specs=[784, 100, 100, 10],
        activation="sigmoid",
        momentum=False,
        learning_rate=0.1,
        batch_size=experiments.batch_size(200),
        epochs=experiments.epochs(50, grading=4),
    )
)
first_accuracy = test(first_network, X_valid, Y_valid, first_network.config)[1]
