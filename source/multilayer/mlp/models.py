"""Models: layers in a row. They keep no activations; `fprop` returns them all, and gradients are asked for
with them."""

from __future__ import annotations

from collections.abc import Sequence

from mlp.layers import Layer, LayerWithParameters
from mlp.types import Array


class MultipleLayerModel:
    """Layers one after the other.

    Args:
        layers: from the first, which gets the inputs, to the last.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = list(layers)

    @property
    def params(self) -> list[Array]:
        """Parameters of all layers, from the first layer to the last: the arrays themselves."""
        return [
            param for layer in self.layers if isinstance(layer, LayerWithParameters) for param in layer.params
        ]

    def fprop(self, inputs: Array) -> list[Array]:
        """Return all activations: the inputs (B, input_dim), then what each layer put out."""
        activations = [inputs]
        for layer in self.layers:
            activations.append(layer.fprop(activations[-1]))
        return activations

    def grads_wrt_params(self, activations: Sequence[Array], grads_wrt_outputs: Array) -> list[Array]:
        """Return the gradients with respect to all parameters, in the order of `params`.

        Args:
            activations: what fprop returned.
            grads_wrt_outputs: gradient of the error with respect to the last of them.
        """
        per_layer: list[list[Array]] = []  # from the last layer to the first
        grads = grads_wrt_outputs
        for i in reversed(range(len(self.layers))):
            layer, inputs, outputs = self.layers[i], activations[i], activations[i + 1]
            if isinstance(layer, LayerWithParameters):
                per_layer.append(layer.grads_wrt_params(inputs, grads))
            if i > 0:  # nobody asks for the gradient with respect to the model's inputs
                grads = layer.bprop(inputs, outputs, grads)
        return [grad for layer_grads in reversed(per_layer) for grad in layer_grads]

    def __repr__(self) -> str:
        return "\n".join(repr(layer) for layer in self.layers)


class SingleLayerModel(MultipleLayerModel):
    """A model of one layer."""

    def __init__(self, layer: Layer) -> None:
        super().__init__([layer])
        self.layer = layer
