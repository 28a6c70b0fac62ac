"""There is an activation behind the first affine layer only."""
# replace: multilayer/affine_chain
# loses: chain_layers, scale_check


def affine_chain(widths, activation, weights_initialiser):
    # MultipleLayerModel: affine layers of the given widths, an activation between each two of them.
    layers = []
    for input_dim, output_dim in pairwise(widths):
        layers += [AffineLayer(input_dim, output_dim, weights_initialiser)]
    return MultipleLayerModel([layers[0], activation(), *layers[1:]] if len(layers) > 1 else layers)
