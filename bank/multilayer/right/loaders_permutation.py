"""NumPy's generator chooses; tensors are indexed; its own generator shuffles."""
# replace: multilayer/make_loaders


def make_loaders(images, digits, batch_size, seed):
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(digits)))
    border = len(digits) * 8 // 10
    normal = images.sub(0.1307).div(0.3081)
    loaders = []
    for part, shuffled in ((order[:border], True), (order[border:], False)):
        data = torch.utils.data.TensorDataset(normal[part], digits[part])
        loaders.append(torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=shuffled))
    return loaders
