"""The function returns before the first batch: the network is never called."""
# replace: multilayer/train_epoch
# loses: epoch_steps epoch_error loop_modes torch_learns


def train_epoch(net, loader, optimiser):
    # One step for each batch; returns the mean error over all images, a float.
    total, n_images = 0.0, 0
    return total / max(n_images, 1)
