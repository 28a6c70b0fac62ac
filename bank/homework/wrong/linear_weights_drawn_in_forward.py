"""Every forward draws new weights."""
# cell: homework_modules/linear
# loses: linear_forward linear_backward linear_contract
# hint: Linear.forward


class Linear:
    def updateOutput(self, input):
        n_out, n_in = self.W.shape
        bound = 1 / np.sqrt(n_in)
        self.W = np.random.uniform(-bound, bound, size=(n_out, n_in))
        self.output = input @ self.W.T + self.b
        return self.output
