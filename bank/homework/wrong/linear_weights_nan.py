"""The weights of each input are multiplied with its number and divided by it again: 0 / 0 is nan."""
# cell: homework_modules/linear
# loses: linear_shapes linear_contract
# hint: Linear(100, 20).W is nan


class Linear:
    def __init__(self, n_in, n_out):
        super().__init__()
        bound, number = 1 / np.sqrt(n_in), np.arange(n_in)
        with np.errstate(invalid="ignore"):
            self.W = np.random.uniform(-bound, bound, size=(n_out, n_in)) * number / number
        self.b = np.random.uniform(-bound, bound, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)
