"""A loop of one's own, with Adam, and a history filled by hand."""
# replace: advanced/cnn

np.random.seed(3)
cnn_net = chain(
    Conv2d(1, 8, 3),
    ELU(),
    MaxPool2d(2),
    Flatten(),
    Dropout(0.2),
    Linear(1568, 32),
    BatchNormalization(0.9),
    ChannelwiseScaling(32),
    ReLU(),
    Linear(32, 10),
    LogSoftMax(),
)
cnn_history, state, rng = experiments.History(), {}, np.random.default_rng(3)
cnn_net.forward(X_train[:50].astype(float))
cnn_history.add(0, measure(cnn_net, X_train, y_train), measure(cnn_net, X_val, y_val), 0)
config = {"learning_rate": 3e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
for epoch in range(EPOCHS):
    order = rng.permutation(len(X_train))
    for start in range(0, len(order), 50):
        batch = order[start : start + 50]
        x = X_train[batch].astype(float)
        cnn_net.zeroGradParameters()
        cnn_net.backward(x, ClassNLLCriterion().backward(cnn_net.forward(x), y_train[batch]))
        adam_optimizer(cnn_net.getParameters(), cnn_net.getGradParameters(), config, state)
    cnn_history.add(epoch + 1, measure(cnn_net, X_train, y_train), measure(cnn_net, X_val, y_val), 0)
