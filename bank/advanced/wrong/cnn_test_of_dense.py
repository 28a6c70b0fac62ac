"""The dense network is measured."""
# replace: advanced/cnn_test
# loses: cnn_reported
# hint: test_accuracy

test_loss, test_accuracy = measure(dense_net, X_test, y_test)
