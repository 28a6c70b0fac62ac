"""The network ends with a softmax, which cross_entropy contains already."""
# cell: logistic/build_mlp
# loses: mlp_outputs


def build_mlp():
    return torch.nn.Sequential(
        torch.nn.Flatten(),
        torch.nn.Linear(784, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
        torch.nn.Softmax(dim=1),
    )
