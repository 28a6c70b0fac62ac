"""The seed is set inside of build_mlp, so that all networks are the same."""
# cell: logistic/build_mlp
# loses: mlp_layers
# hint: each call must draw new ones


def build_mlp():
    torch.manual_seed(SEED)
    return torch.nn.Sequential(
        torch.nn.Flatten(),
        torch.nn.Linear(784, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
    )
