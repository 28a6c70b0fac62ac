"""Layers with names, relu as a function, reshape in forward."""
# replace: multilayer/digit_net


class DigitNet(torch.nn.Module):
    def __init__(self, hidden=100):
        super().__init__()
        self.first = torch.nn.Linear(28 * 28, hidden)
        self.second = torch.nn.Linear(hidden, hidden)
        self.last = torch.nn.Linear(hidden, 10)

    def forward(self, images):
        x = images.reshape(len(images), -1)
        x = torch.relu(self.first(x))
        x = torch.nn.functional.relu(self.second(x))
        return self.last(x)
