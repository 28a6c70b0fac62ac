"""There is no pooling."""
# replace: advanced/cnn
# loses: cnn_layers
# hint: There is no MaxPool2d

np.random.seed(SEED)
cnn_net = chain(
    Conv2d(1, 2, 3),
    ReLU(),
    Flatten(),
    Linear(1568, 48),
    BatchNormalization(0.9),
    ChannelwiseScaling(48),
    ReLU(),
    Linear(48, 10),
    LogSoftMax(),
)
cnn_history = train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9})
