"""Parameters and their gradients are float32; with a float64 input the output is float64."""
# cell: homework_modules/linear


class Linear:
    def __init__(self, n_in, n_out):
        super().__init__()
        bound = 1 / np.sqrt(n_in)
        self.W = np.random.uniform(-bound, bound, size=(n_out, n_in)).astype(np.float32)
        self.b = np.random.uniform(-bound, bound, size=n_out).astype(np.float32)
        self.gradW, self.gradb = np.zeros_like(self.W), np.zeros_like(self.b)
