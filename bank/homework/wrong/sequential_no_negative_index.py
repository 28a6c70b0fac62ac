"""Places below 0 are refused."""
# cell: homework_modules/sequential
# loses: sequential_access
# hint: IndexError: -1


class Sequential:
    def __getitem__(self, i):
        if not 0 <= i < len(self.modules):
            raise IndexError(i)
        return self.modules[i]
