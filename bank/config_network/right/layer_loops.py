"""A loop over the samples."""
# cell: config_network/layer


class Layer:
    def forward_pass(self, x):
        self.x, self.a = x, np.array([row @ self.w + self.b for row in x])
        return self.a

    def backward_pass(self, delta):
        self.d_x = np.array([self.w @ row for row in delta])
        self.d_w, self.d_b = np.zeros(self.w.shape), np.zeros(self.b.shape)
        for row, row_delta in zip(self.x, delta):
            self.d_w += np.outer(row, row_delta) / len(delta)
            self.d_b += row_delta / len(delta)
        return self.d_x
