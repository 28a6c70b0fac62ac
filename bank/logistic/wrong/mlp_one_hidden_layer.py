"""There is one hidden layer instead of two."""
# cell: logistic/build_mlp
# loses: mlp_layers
# hint: have shapes


def build_mlp():
    return torch.nn.Sequential(
        torch.nn.Flatten(), torch.nn.Linear(784, 100), torch.nn.ReLU(), torch.nn.Linear(100, 10)
    )
