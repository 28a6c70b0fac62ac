"""The test loss is that of the last batch."""
# replace: advanced/cnn_test
# loses: cnn_reported
# hint: test_loss

test_loss, test_accuracy = measure(cnn_net, X_test, y_test)
test_loss, _ = measure(cnn_net, X_test[-200:], y_test[-200:])
