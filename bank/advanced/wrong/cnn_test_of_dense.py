"""The dense network is measured."""
# replace: advanced/cnn_test
# loses: cnn_reported

test_loss, test_accuracy = measure(dense_net, X_test, y_test)
