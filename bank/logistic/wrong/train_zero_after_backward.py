"""Gradients are set to zero between backward and step, so nothing is learnt."""
# cell: logistic/train_epoch
# loses: train_steps
# hint: leaves the weights as they were


def train_epoch(net, loader, optimizer):
    net.train()
    total, samples = 0.0, 0
    for x, target in loader:
        loss = torch.nn.functional.cross_entropy(net(x), target)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(x)
        samples += len(x)
    return total / samples
