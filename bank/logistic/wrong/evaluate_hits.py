"""The number of hits is returned."""
# cell: logistic/evaluate
# loses: evaluate_accuracy
# hint: That is the batch size


def evaluate(net, loader):
    net.eval()
    total, hits, samples = 0.0, 0, 0
    with torch.no_grad():
        for x, target in loader:
            logits = net(x)
            total += torch.nn.functional.cross_entropy(logits, target, reduction="sum").item()
            hits += (logits.argmax(dim=1) == target).sum().item()
            samples += len(x)
    return total / samples, hits
