"""There is no BatchNormalization."""
# replace: advanced/cnn
# loses: cnn_layers
# hint: There is no BatchNormalization

np.random.seed(SEED)
cnn_net = chain(Conv2d(1, 4, 3), MaxPool2d(2), ReLU(), Flatten(), Linear(784, 10), LogSoftMax())
cnn_history = train(cnn_net, {"learning_rate": 0.05, "momentum": 0.9})
