"""gradW has the shape (n_in, n_out)."""
# cell: homework_modules/linear
# loses: linear_shapes linear_parameters linear_contract
# hint: has shape (3, 4), expected (4, 3). It looks transposed.


class Linear:
    def __init__(self, n_in, n_out):
        super().__init__()
        bound = 1 / np.sqrt(n_in)
        self.W = np.random.uniform(-bound, bound, size=(n_out, n_in))
        self.b = np.random.uniform(-bound, bound, size=n_out)
        self.gradW = np.zeros((n_in, n_out))
        self.gradb = np.zeros(n_out)

    def accGradParameters(self, input, gradOutput):
        self.gradW += input.T @ gradOutput
        self.gradb += np.sum(gradOutput, axis=0)
