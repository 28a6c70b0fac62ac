"""zeroGradParameters knows layers with gradW and gradb only: no scaling layer, no network inside."""
# cell: homework_modules/sequential
# loses: sequential_reach
# hint: zeroGradParameters() does not reach ChannelwiseScaling number 1.


class Sequential:
    def zeroGradParameters(self):
        for module in self.modules:
            if hasattr(module, "gradW"):
                module.gradW.fill(0)
                module.gradb.fill(0)
