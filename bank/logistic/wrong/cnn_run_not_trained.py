"""The convolutional network is not trained."""
# replace: logistic/cnn_experiment
# loses: cnn_test_accuracy
# hint: was not trained

torch.manual_seed(SEED)
net = build_cnn()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9, nesterov=True)
cnn_run = fit(net, optimizer, 0, "convolutional")
cnn_test = np.mean(np.argmax(outputs(net, X_test), axis=1) == y_test)
