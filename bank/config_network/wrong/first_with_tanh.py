"""The first network has another activation than asked for."""
# replace: config_network/first
# loses: first_accuracy_reached
# hint: activation = tanh

first_network, first_history = run(
    changed(
        BASE,
        layer_specs=[784, 100, 100, 10],
        activation="tanh",
        momentum=False,
        learning_rate=0.1,
        batch_size=experiments.batch_size(200),
        epochs=experiments.epochs(50, grading=4),
    )
)
first_accuracy = test(first_network, X_test, Y_test, first_network.config)[1]
print(f"test accuracy: {100 * first_accuracy:.2f} %")
