"""The network is trained in evaluation mode."""
# cell: logistic/train_epoch
# loses: train_mode
# hint: training mode


def train_epoch(net, loader, optimizer):
    net.eval()
    total, samples = 0.0, 0
    for x, target in loader:
        loss = torch.nn.functional.cross_entropy(net(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        samples += len(x)
    return total / samples
