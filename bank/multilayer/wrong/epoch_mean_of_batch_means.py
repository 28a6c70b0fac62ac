"""Each batch counts the same, whatever its size."""
# replace: multilayer/train_epoch
# loses: epoch_error


def train_epoch(net, loader, optimiser):
    # One step for each batch; returns the mean error over all images, a float.
    net.train()
    total, n_images = 0.0, 0
    for images, digits in loader:
        optimiser.zero_grad()
        error = torch.nn.functional.cross_entropy(net(images), digits)
        error.backward()
        optimiser.step()
        total += error.item()
        n_images += 1
    return total / n_images
