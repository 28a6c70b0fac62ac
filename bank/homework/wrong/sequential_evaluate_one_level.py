"""evaluate sets the flag of its modules instead of telling them, so modules further inside do not hear it."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: evaluate() does not reach every module: a ChannelwiseScaling missed it.


class Sequential:
    def evaluate(self):
        self.training = False
        for module in self.modules:
            module.training = False
