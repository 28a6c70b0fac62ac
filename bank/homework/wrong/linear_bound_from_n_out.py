"""The parameters are drawn from +-1/sqrt(n_out) instead of +-1/sqrt(n_in)."""
# cell: homework_modules/linear
# loses: linear_shapes
# hint: Linear(100, 20).W has values beyond 1/sqrt(100)


class Linear:
    def __init__(self, n_in, n_out):
        super().__init__()
        bound = 1 / np.sqrt(n_out)
        self.W = np.random.uniform(-bound, bound, size=(n_out, n_in))
        self.b = np.random.uniform(-bound, bound, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)
