"""PyTorch's autograd does the backward pass, through mean and variance."""
# cell: homework_modules/batch_normalization
# needs: torch

import torch


class BatchNormalization:
    def updateGradInput(self, input, gradOutput):
        if not self.training:
            self.gradInput = gradOutput / np.sqrt(self.moving_variance + self.EPS)
            return self.gradInput
        x = torch.tensor(input, requires_grad=True)
        y = (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + self.EPS)
        y.backward(torch.tensor(gradOutput))
        self.gradInput = x.grad.numpy()
        return self.gradInput
