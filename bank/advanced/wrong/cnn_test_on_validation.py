"""The validation split in place of the test split."""
# replace: advanced/cnn_test
# loses: cnn_reported
# hint: test_accuracy

test_loss, test_accuracy = measure(cnn_net, X_val, y_val)
