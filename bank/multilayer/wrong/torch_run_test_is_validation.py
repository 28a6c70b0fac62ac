"""The test accuracy is that of the validation set."""
# replace: multilayer/torch_run
# loses: torch_reported

torch_history = {"training error": [], "validation error": [], "validation accuracy": []}
torch.manual_seed(SEED)
torch_net = DigitNet()
adam = torch.optim.Adam(torch_net.parameters(), lr=1e-3)
for _ in range(TORCH_EPOCHS):
    torch_history["training error"].append(train_epoch(torch_net, train_loader, adam))
    error, hits = evaluate(torch_net, valid_loader)
    torch_history["validation error"].append(error)
    torch_history["validation accuracy"].append(hits)
test_error, test_accuracy = evaluate(torch_net, valid_loader)
