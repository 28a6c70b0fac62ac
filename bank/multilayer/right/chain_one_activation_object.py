"""One activation object stands in all places: layers have no memory."""
# replace: multilayer/affine_chain


def affine_chain(widths, activation, weights_initialiser):
    nonlinear, layers = activation(), []
    for i in range(len(widths) - 1):
        if i > 0:
            layers.append(nonlinear)
        layers.append(AffineLayer(widths[i], widths[i + 1], weights_initialiser, ConstantInit(0.0)))
    return MultipleLayerModel(tuple(layers))
