"""The weights of the last layer are drawn first."""
# replace: multilayer/affine_chain
# loses: chain_parameters


def affine_chain(widths, activation, weights_initialiser):
    # MultipleLayerModel: affine layers of the given widths, an activation between each two of them.
    layers = []
    for input_dim, output_dim in list(pairwise(widths))[::-1]:
        layers = [AffineLayer(input_dim, output_dim, weights_initialiser), activation(), *layers]
    return MultipleLayerModel(layers[:-1])
