"""train and evaluate switch every module, but not the network itself: net.training stays True."""
# cell: homework_modules/sequential
# loses: sequential_reach


class Sequential:
    def train(self):
        for module in self.modules:
            module.train()

    def evaluate(self):
        for module in self.modules:
            module.evaluate()
