"""Loss and accuracy of the last batch."""
# cell: logistic/evaluate
# loses: evaluate_loss evaluate_accuracy


def evaluate(net, loader):
    net.eval()
    with torch.no_grad():
        for x, target in loader:
            logits = net(x)
            loss = torch.nn.functional.cross_entropy(logits, target).item()
            accuracy = (logits.argmax(dim=1) == target).float().mean().item()
    return loss, accuracy
