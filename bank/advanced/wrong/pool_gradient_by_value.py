"""The place of a maximum is looked for by its value in the whole picture."""
# cell: advanced/pool
# loses: pool_ties
# hint: sum of the gradients of a window


class MaxPool2d:
    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.zeros(input.shape)
        for n, c in np.ndindex(*input.shape[:2]):
            values, first = np.unique(input[n, c], return_index=True)
            places = first[np.searchsorted(values, self.output[n, c])]
            np.put(self.gradInput[n, c], places, gradOutput[n, c])
        return self.gradInput
