"""nll_loss of log_softmax; a tqdm bar; losses are weighted at the end."""
# cell: logistic/train_epoch


def train_epoch(net, loader, optimizer):
    from tqdm import tqdm

    losses, sizes = [], []
    for x, target in tqdm(loader, disable=True):
        net.train()
        net.zero_grad()
        loss = torch.nn.functional.nll_loss(torch.log_softmax(net(x), dim=-1), target)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
        sizes.append(len(target))
    return np.average(losses, weights=sizes)
