"""train and evaluate switch every module, but not the network itself: net.training stays True."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: evaluate() does not reach every module: a Sequential missed it.


class Sequential:
    def train(self):
        for module in self.modules:
            module.train()

    def evaluate(self):
        for module in self.modules:
            module.evaluate()
