"""Gradients are recorded."""
# cell: logistic/evaluate
# loses: evaluate_mode
# hint: record gradients


def evaluate(net, loader):
    net.eval()
    total, hits, samples = 0.0, 0, 0
    with torch.enable_grad():
        for x, target in loader:
            logits = net(x)
            total += torch.nn.functional.cross_entropy(logits, target, reduction="sum").item()
            hits += (logits.argmax(dim=1) == target).sum().item()
            samples += len(x)
    return total / samples, hits / samples
