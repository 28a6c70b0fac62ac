"""The test accuracy is never measured."""
# replace: logistic/cnn_experiment
# loses: cnn_test_accuracy
# hint: is None

torch.manual_seed(SEED)
net = build_cnn()
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9, nesterov=True)
cnn_run = fit(net, optimizer, EPOCHS_CNN, "convolutional")
cnn_test = None
