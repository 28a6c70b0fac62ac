"""One wide convolution, pooling by four, a lower rate, a network inside the network."""
# replace: advanced/cnn

np.random.seed(7)
eye = chain(Conv2d(1, 6, 5), LeakyReLU(), MaxPool2d(4))  # (N, 6, 7, 7)
cnn_net = chain(eye, Flatten(), BatchNormalization(0.5), Linear(294, 10), LogSoftMax())
cnn_history = train(cnn_net, {"learning_rate": 0.01, "momentum": 0.9})
