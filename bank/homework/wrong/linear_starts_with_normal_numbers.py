"""The parameters are drawn from the standard normal distribution."""
# cell: homework_modules/linear
# loses: linear_shapes
# hint: Linear(100, 20).W has values beyond 1/sqrt(100)


class Linear:
    def __init__(self, n_in, n_out):
        super().__init__()
        self.W = np.random.normal(size=(n_out, n_in))
        self.b = np.random.normal(size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)
