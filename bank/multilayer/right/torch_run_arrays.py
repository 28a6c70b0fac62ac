"""The history is turned into arrays at the end, and the test is made in a function."""
# replace: multilayer/torch_run

torch.manual_seed(SEED)
torch_net = DigitNet()
optimiser = torch.optim.Adam(torch_net.parameters(), lr=0.001)
rows = []
for _ in range(TORCH_EPOCHS):
    rows.append((train_epoch(torch_net, train_loader, optimiser), *evaluate(torch_net, valid_loader)))
names = ("training error", "validation error", "validation accuracy")
torch_history = dict(zip(names, np.array(rows).T))
test_error, test_accuracy = evaluate(torch_net, test_loader)
