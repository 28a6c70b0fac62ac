"""Everything is recorded for gradients."""
# replace: multilayer/evaluate
# loses: loop_modes


def evaluate(net, loader):
    # Returns (error, accuracy), means over all images, two floats.
    net.eval()
    total, hits, n_images = 0.0, 0, 0
    with torch.enable_grad():
        for images, digits in loader:
            logits = net(images)
            total += torch.nn.functional.cross_entropy(logits, digits, reduction="sum").item()
            hits += (logits.argmax(dim=1) == digits).sum().item()
            n_images += len(digits)
    return total / n_images, hits / n_images
