"""Batch means are added and divided by the number of samples."""
# cell: logistic/evaluate
# loses: evaluate_loss


def evaluate(net, loader):
    net.eval()
    total, hits, samples = 0.0, 0, 0
    with torch.no_grad():
        for x, target in loader:
            logits = net(x)
            total += torch.nn.functional.cross_entropy(logits, target).item()
            hits += (logits.argmax(dim=1) == target).sum().item()
            samples += len(x)
    return total / samples, hits / samples
