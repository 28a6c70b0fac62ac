"""The hidden units are sigmoids."""
# cell: logistic/build_mlp
# loses: mlp_outputs


def build_mlp():
    return torch.nn.Sequential(
        torch.nn.Flatten(),
        torch.nn.Linear(784, 100),
        torch.nn.Sigmoid(),
        torch.nn.Linear(100, 100),
        torch.nn.Sigmoid(),
        torch.nn.Linear(100, 10),
    )
