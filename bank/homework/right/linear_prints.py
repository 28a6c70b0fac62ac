"""Debugging prints are left in, and options nobody asked for."""
# cell: homework_modules/linear


class Linear:
    def __init__(self, n_in, n_out, bias=True, name="fully connected"):
        super().__init__()
        self.name = name
        self.calls = 0
        bound = 1 / np.sqrt(n_in)
        self.W = np.random.uniform(low=-bound, high=bound, size=(n_out, n_in))
        self.b = np.random.uniform(-bound, bound, size=n_out) if bias else np.zeros(n_out)
        self.gradW, self.gradb = np.zeros((n_out, n_in)), np.zeros(n_out)

    def updateOutput(self, input: np.ndarray) -> np.ndarray:
        self.calls += 1
        print("forward", self.name, input.shape)
        self.output = input.dot(self.W.T) + self.b
        return self.output
