"""The test split is measured in training mode."""
# replace: advanced/cnn_test
# loses: cnn_reported
# hint: test_

cnn_net.train()
outputs = np.concatenate(
    [cnn_net.forward(X_test[i : i + 200].astype(float)) for i in range(0, len(X_test), 200)]
)
test_loss = ClassNLLCriterion().forward(outputs, y_test)
test_accuracy = np.mean(np.argmax(outputs, axis=1) == np.argmax(y_test, axis=1))
