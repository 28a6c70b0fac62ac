"""softmax is applied before cross_entropy, which contains it."""
# cell: logistic/evaluate
# loses: evaluate_loss


def evaluate(net, loader):
    net.eval()
    total, hits, samples = 0.0, 0, 0
    with torch.no_grad():
        for x, target in loader:
            logits = net(x)
            total += torch.nn.functional.cross_entropy(logits.softmax(dim=1), target, reduction="sum").item()
            hits += (logits.argmax(dim=1) == target).sum().item()
            samples += len(x)
    return total / samples, hits / samples
