"""The network is trained on after its history was written."""
# replace: advanced/cnn
# loses: cnn_learns
# hint: The training loss at epoch 0

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
cnn_history = train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9})
cnn_history = train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9}, epochs=1)
