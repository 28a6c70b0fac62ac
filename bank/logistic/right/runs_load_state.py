"""The initial state is kept and loaded; parameters come as groups."""
# replace: logistic/mlp_experiment

mlp_runs = {}
mlp_test = {}
optimizers = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=1e-2),
    "Nesterov": lambda parameters: torch.optim.SGD(parameters, lr=1e-2, momentum=0.9, nesterov=True),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-2),
    "Adam, rate 1": lambda parameters: torch.optim.Adam(parameters, lr=1),
}
state = {key: value.clone() for key, value in build_mlp().state_dict().items()}
for name, make_optimizer in optimizers.items():
    net = build_mlp()
    net.load_state_dict(state)
    groups = [{"params": [parameter]} for parameter in net.parameters()]
    mlp_runs[name] = fit(net, make_optimizer(groups), EPOCHS)
    mlp_test[name] = np.sum(outputs(net, X_test).argmax(1) == y_test) / len(y_test)
