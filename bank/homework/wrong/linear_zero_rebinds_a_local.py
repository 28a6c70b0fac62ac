"""zeroGradParameters sets local names to zero, not the arrays."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: Linear: gradients after zeroGradParameters()


class Linear:
    def zeroGradParameters(self):
        for gradient in self.getGradParameters():
            gradient = np.zeros_like(gradient)
