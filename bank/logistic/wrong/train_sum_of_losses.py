"""The gradient is that of the sum over the batch."""
# cell: logistic/train_epoch
# loses: train_steps


def train_epoch(net, loader, optimizer):
    net.train()
    total, samples = 0.0, 0
    for x, target in loader:
        loss = torch.nn.functional.cross_entropy(net(x), target, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        samples += len(x)
    return total / samples
