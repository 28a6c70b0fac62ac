"""Values in the order of memory, another one for arrays that are not contiguous."""
# cell: advanced/flatten
# loses: flatten_forward
# hint: with the axes read from the last to the first


class Flatten:
    def updateOutput(self, input):
        self.output = np.array([sample.ravel(order="A") for sample in input])
        if input.flags.f_contiguous:
            self.output = input.reshape(len(input), -1, order="F")
        return self.output
