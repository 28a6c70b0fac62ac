"""A dense network in place of a convolutional one."""
# replace: advanced/cnn
# loses: cnn_layers
# hint: There is no Conv2d

cnn_net, cnn_history = dense_net, dense_history
