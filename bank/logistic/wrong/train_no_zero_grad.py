"""Gradients are never set to zero."""
# cell: logistic/train_epoch
# loses: train_steps
# hint: set them to zero for every batch


def train_epoch(net, loader, optimizer):
    net.train()
    total, samples = 0.0, 0
    for x, target in loader:
        loss = torch.nn.functional.cross_entropy(net(x), target)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        samples += len(x)
    return total / samples
