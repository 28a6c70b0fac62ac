"""CrossEntropyLoss, the data set's length, gradients to zero at the end of each step."""
# cell: logistic/train_epoch


def train_epoch(net, loader, optimizer):
    criterion = torch.nn.CrossEntropyLoss()
    net.train(True)
    optimizer.zero_grad()
    total = 0
    for images, labels in loader:
        loss = criterion(net(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        total += loss.detach() * images.shape[0]
    return total / len(loader.dataset)
