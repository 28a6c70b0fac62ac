"""A learning rate at which nothing is learnt."""
# replace: advanced/cnn
# loses: cnn_learns
# hint: The network does not learn

np.random.seed(SEED)
cnn_net = chain(
    Conv2d(1, 8, 3),
    MaxPool2d(2),
    ReLU(),
    Conv2d(8, 16, 3),
    MaxPool2d(2),
    ReLU(),
    Flatten(),
    Linear(784, 48),
    BatchNormalization(0.9),
    ChannelwiseScaling(48),
    ReLU(),
    Linear(48, 10),
    LogSoftMax(),
)
cnn_history = train(cnn_net, {"learning_rate": 1e-5, "momentum": 0.0})
