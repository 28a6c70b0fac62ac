"""PyTorch's autograd does the backward pass."""
# cell: homework_modules/linear
# needs: torch

import torch


class Linear:
    def updateOutput(self, input):
        self.x = torch.tensor(input, requires_grad=True)
        self.parameters = [torch.tensor(array, requires_grad=True) for array in (self.W, self.b)]
        self.y = torch.nn.functional.linear(self.x, *self.parameters)
        self.output = self.y.detach().numpy()
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.updateOutput(input)
        self.y.backward(torch.tensor(gradOutput))
        self.gradInput = self.x.grad.numpy()
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += self.parameters[0].grad.numpy()
        self.gradb += self.parameters[1].grad.numpy()
