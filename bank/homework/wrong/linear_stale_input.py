"""The input is stored only if its shape is new, so the gradient of W is that of an older batch."""
# cell: homework_modules/linear
# loses: linear_parameters
# hint: These values come out for the input of an earlier call: use the one handed over now.


class Linear:
    def updateOutput(self, input):
        if not hasattr(self, "input") or self.input.shape != input.shape:
            self.input = input
        self.output = input @ self.W.T + self.b
        return self.output

    def accGradParameters(self, input, gradOutput):
        self.gradW += gradOutput.T @ self.input
        self.gradb += np.sum(gradOutput, axis=0)
