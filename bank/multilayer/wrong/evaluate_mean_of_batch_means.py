"""Accuracy and error are means of the means of the batches."""
# replace: multilayer/evaluate
# loses: evaluate_values


def evaluate(net, loader):
    # Returns (error, accuracy), means over all images, two floats.
    net.eval()
    total, hits, n_images = 0.0, 0, 0
    with torch.no_grad():
        for images, digits in loader:
            logits = net(images)
            total += torch.nn.functional.cross_entropy(logits, digits).item()
            hits += (logits.argmax(dim=1) == digits).double().mean().item()
            n_images += 1
    return total / n_images, hits / n_images
