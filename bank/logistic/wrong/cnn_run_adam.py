"""The convolutional network is trained with Adam."""
# replace: logistic/cnn_experiment
# loses: cnn_test_accuracy
# hint: The optimizer of cnn_run

torch.manual_seed(SEED)
net = build_cnn()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
cnn_run = fit(net, optimizer, EPOCHS_CNN, "convolutional")
cnn_test = np.mean(np.argmax(outputs(net, X_test), axis=1) == y_test)
