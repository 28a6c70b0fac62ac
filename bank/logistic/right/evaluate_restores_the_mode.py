"""The mode is restored, means are weighted, a list is returned."""
# cell: logistic/evaluate


def evaluate(net, loader):
    was_training = net.training
    net.eval()
    loss = hits = n = 0
    for x, target in loader:
        with torch.no_grad():
            logits = net(x)
        loss += float(torch.nn.functional.cross_entropy(logits, target)) * len(target)
        hits += int((torch.softmax(logits, 1).argmax(1) == target).sum())
        n += len(target)
    net.train(was_training)
    return [loss / n, hits / n]
