"""Logits of all batches are joined; inference mode; NumPy floats."""
# replace: multilayer/evaluate


@torch.inference_mode()
def evaluate(net, loader):
    net.train(False)
    pairs = [(net(images), digits) for images, digits in loader]
    logits, digits = (torch.cat(parts) for parts in zip(*pairs))
    accuracy = (logits.argmax(1) == digits).numpy().mean()
    return torch.nn.functional.cross_entropy(logits, digits).item(), accuracy
