"""Gradients are set to None after each step, and before the first; a sum of tensors is kept."""
# replace: multilayer/train_epoch


def train_epoch(net, loader, optimiser):
    net.train()
    optimiser.zero_grad(set_to_none=True)
    criterion, errors, sizes = torch.nn.CrossEntropyLoss(), [], []
    for images, digits in loader:
        error = criterion(net(images), digits)
        error.backward()
        optimiser.step()
        net.zero_grad()
        errors.append(error.detach().double())
        sizes.append(images.shape[0])
    return float(np.average([float(error) for error in errors], weights=sizes))
