"""Only the last layer is trained."""
# replace: logistic/mlp_experiment
# loses: mlp_optimizers
# hint: parameters of another network

mlp_runs = {}
mlp_test = {}
optimizers = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=1e-2),
    "Nesterov": lambda parameters: torch.optim.SGD(parameters, lr=1e-2, momentum=0.9, nesterov=True),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-2),
    "Adam, rate 1": lambda parameters: torch.optim.Adam(parameters, lr=1),
}
for name, make_optimizer in optimizers.items():
    torch.manual_seed(SEED)
    net = build_mlp()
    mlp_runs[name] = fit(net, make_optimizer(list(net.parameters())[-2:]), EPOCHS, name)
    mlp_test[name] = np.mean(np.argmax(outputs(net, X_test), axis=1) == y_test)
