"""forward subtracts in place what it later adds again, so the caller's input is changed."""
# cell: homework_modules/linear
# loses: linear_contract
# hint: was modified. Work on a copy, or write into a new array


class Linear:
    def updateOutput(self, input):
        mean = np.mean(input, axis=0)
        input -= mean
        self.output = input @ self.W.T + (self.b + self.W @ mean)
        return self.output
