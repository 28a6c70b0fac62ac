"""The test accuracy is given in percent."""
# replace: advanced/cnn_test
# loses: cnn_reported
# hint: test_accuracy

test_loss, test_accuracy = measure(cnn_net, X_test, y_test)
test_accuracy *= 100
