"""Probabilities in place of their logarithms."""
# replace: advanced/cnn
# loses: cnn_layers cnn_learns
# hint: The sum of the ten probabilities

np.random.seed(SEED)
cnn_net = chain(
    Conv2d(1, 4, 3),
    MaxPool2d(2),
    ReLU(),
    Flatten(),
    Linear(784, 48),
    BatchNormalization(0.9),
    ReLU(),
    Linear(48, 10),
    SoftMax(),
)
cnn_history = train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9})
