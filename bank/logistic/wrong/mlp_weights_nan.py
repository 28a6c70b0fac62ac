"""The spread of the first weights is the root of a negative number: they are nan."""
# cell: logistic/build_mlp
# loses: mlp_layers mlp_outputs mlp_starts
# hint: A parameter of build_mlp() is nan


def build_mlp():
    net = torch.nn.Sequential(
        torch.nn.Flatten(),
        torch.nn.Linear(784, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 100),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
    )
    with torch.no_grad():
        for layer in (net[1], net[3], net[5]):
            layer.weight *= torch.sqrt(torch.tensor(1.0 - layer.in_features))
    return net
