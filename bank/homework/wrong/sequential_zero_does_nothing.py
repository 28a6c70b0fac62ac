"""zeroGradParameters reaches no module."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: zeroGradParameters() does not reach ChannelwiseScaling number 1.


class Sequential:
    def zeroGradParameters(self):
        for gradients in self.getGradParameters():
            for gradient in gradients:
                gradient = 0
