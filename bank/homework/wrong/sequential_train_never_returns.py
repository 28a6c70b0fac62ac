"""train forgets its modules: once evaluated, they stay in evaluation mode."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: train() does not reach every module: a ChannelwiseScaling missed it.


class Sequential:
    def train(self):
        self.training = True
