"""The network is built and never trained."""
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
cnn_net.forward(X_train[:BATCH].astype(float))
cnn_history = experiments.History()
for epoch in (0, 1):
    cnn_history.add(epoch, measure(cnn_net, X_val, y_val), measure(cnn_net, X_val, y_val), 0.0)
