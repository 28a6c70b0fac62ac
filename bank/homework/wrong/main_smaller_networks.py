"""All networks have half the width that is asked for, because that is faster."""
# cell: homework_main/activations
# loses: activations_networks batchnorm_networks optimizers_networks optimizers_state dropout_networks
# hint: has shape (50, 784), expected (100, 784)

Whole = Linear


class Linear(Whole):
    def __init__(self, n_in, n_out):
        super().__init__(n_in if n_in in (784, 10) else n_in // 2, n_out if n_out == 10 else n_out // 2)


# cell: homework_main/batchnorm

WholeScaling = ChannelwiseScaling


class ChannelwiseScaling(WholeScaling):
    def __init__(self, n_out):
        super().__init__(n_out // 2)


# cell: homework_main/embedding_experiment

Linear = Whole
