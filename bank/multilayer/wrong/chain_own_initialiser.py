"""The initialiser is not used."""
# replace: multilayer/affine_chain
# loses: chain_parameters scale_check


def affine_chain(widths, activation, weights_initialiser):
    # MultipleLayerModel: affine layers of the given widths, an activation between each two of them.
    layers = []
    for input_dim, output_dim in pairwise(widths):
        layers += [AffineLayer(input_dim, output_dim, GlorotUniformInit()), activation()]
    return MultipleLayerModel(layers[:-1])
