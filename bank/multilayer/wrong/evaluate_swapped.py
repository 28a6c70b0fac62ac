"""Accuracy comes first."""
# replace: multilayer/evaluate
# loses: evaluate_values


def evaluate(net, loader):
    # Returns (error, accuracy), means over all images, two floats.
    net.eval()
    total, hits, n_images = 0.0, 0, 0
    with torch.no_grad():
        for images, digits in loader:
            logits = net(images)
            total += torch.nn.functional.cross_entropy(logits, digits, reduction="sum").item()
            hits += (logits.argmax(dim=1) == digits).sum().item()
            n_images += len(digits)
    return hits / n_images, total / n_images
