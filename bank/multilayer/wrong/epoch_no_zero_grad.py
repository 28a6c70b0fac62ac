"""Gradients of all batches add up."""
# replace: multilayer/train_epoch
# loses: epoch_steps torch_learns


def train_epoch(net, loader, optimiser):
    # One step for each batch; returns the mean error over all images, a float.
    net.train()
    total, n_images = 0.0, 0
    for images, digits in loader:
        error = torch.nn.functional.cross_entropy(net(images), digits)
        error.backward()
        optimiser.step()
        total += error.item() * len(digits)
        n_images += len(digits)
    return total / n_images
