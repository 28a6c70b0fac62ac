"""The history is that of the dense network."""
# replace: advanced/cnn
# loses: cnn_reported
# hint: validation_loss of cnn_history

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
train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9})
cnn_history = dense_history
