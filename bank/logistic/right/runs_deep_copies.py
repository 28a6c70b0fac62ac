"""One fresh network is copied four times."""
# replace: logistic/mlp_experiment

mlp_runs = {}
mlp_test = {}
optimizers = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=1e-2),
    "Nesterov": lambda parameters: torch.optim.SGD(parameters, lr=1e-2, momentum=0.9, nesterov=True),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=1e-2),
    "Adam, rate 1": lambda parameters: torch.optim.Adam(parameters, lr=1),
}
fresh = build_mlp()
for name, make_optimizer in optimizers.items():
    net = __import__("copy").deepcopy(fresh)
    mlp_runs[name] = fit(net, make_optimizer(net.parameters()), EPOCHS, name=name)
    with torch.no_grad():
        answers = net.eval()(torch.from_numpy(X_test)).argmax(dim=1).numpy()
    mlp_test[name] = float((answers == y_test).mean())
