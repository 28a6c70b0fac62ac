"""train forgets its modules: once evaluated, they stay in evaluation mode."""
# cell: homework_modules/sequential
# loses: sequential_reach


class Sequential:
    def train(self):
        self.training = True
