"""train and evaluate switch the network itself, but none of its modules."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: evaluate() does not reach every module: a ChannelwiseScaling missed it.


class Sequential:
    def train(self):
        self.training = True

    def evaluate(self):
        self.training = False
