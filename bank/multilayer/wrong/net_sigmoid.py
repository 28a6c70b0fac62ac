"""Sigmoids stand where ReLU is asked for."""
# replace: multilayer/digit_net
# loses: net_logits


class DigitNet(torch.nn.Module):
    """784 - 100 - 100 - 10 with ReLU."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Flatten(),
            torch.nn.Linear(784, 100),
            torch.nn.Sigmoid(),
            torch.nn.Linear(100, 100),
            torch.nn.Sigmoid(),
            torch.nn.Linear(100, 10),
        )

    def forward(self, images):
        """images: (N, 1, 28, 28); returns logits (N, 10)."""
        return self.layers(images)
