"""Learning rules: what to do with parameters, given gradients.

rule.initialise(model.params)     # the arrays that it is to change; memory starts from zero
rule.update_params(grads)         # one step, in place
rule.reset()                      # forget all former steps
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlp.types import Array


class LearningRule:
    """A rule with a memory.

    Args:
        learning_rate: factor of each step.

    Attributes:
        params: the arrays that the rule changes.
    """

    def __init__(self, learning_rate: float) -> None:
        if not learning_rate > 0:
            raise ValueError(f"The learning rate must be positive, not {learning_rate}.")
        self.learning_rate = learning_rate
        self.params: list[Array] = []

    def initialise(self, params: Sequence[Array]) -> None:
        """Set the parameters to work on, and forget all former steps."""
        self.params = list(params)
        self.reset()

    def reset(self) -> None:
        """Forget all former steps; nothing to do for a rule without memory."""

    def update_params(self, grads: Sequence[Array]) -> None:
        """Make one step: change every parameter in place.

        Args:
            grads: gradients of the error, in the order and of the shapes of the parameters.

        Raises:
            ValueError: there are fewer or more gradients than parameters.
        """
        raise NotImplementedError(f"{type(self).__name__}.update_params")

    def _zeros(self) -> list[Array]:
        return [np.zeros_like(param) for param in self.params]


class GradientDescentLearningRule(LearningRule):
    """param -= learning_rate * grad"""

    def update_params(self, grads: Sequence[Array]) -> None:
        for param, grad in zip(self.params, grads, strict=True):
            param -= self.learning_rate * grad


class MomentumLearningRule(LearningRule):
    """velocity = mom_coeff * velocity - learning_rate * grad;  param += velocity

    Args:
        mom_coeff: what stays of the velocity from one step to the next, 0 to 1.
    """

    def __init__(self, learning_rate: float, mom_coeff: float = 0.9) -> None:
        super().__init__(learning_rate)
        if not 0 <= mom_coeff <= 1:
            raise ValueError(f"The momentum coefficient must be between 0 and 1, not {mom_coeff}.")
        self.mom_coeff = mom_coeff
        self.velocities: list[Array] = []

    def reset(self) -> None:
        self.velocities = self._zeros()

    def update_params(self, grads: Sequence[Array]) -> None:
        for param, velocity, grad in zip(self.params, self.velocities, grads, strict=True):
            velocity *= self.mom_coeff
            velocity -= self.learning_rate * grad
            param += velocity


class AdamLearningRule(LearningRule):
    """Steps along a running mean of the gradients, over the root of a running mean of their squares.

    D. P. Kingma and J. L. Ba, Adam: a method for stochastic optimization, 2015.

    Args:
        beta_1: what stays of the mean of the gradients.
        beta_2: what stays of the mean of their squares.
        epsilon: added to the root of the corrected mean.
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.reset()

    def reset(self) -> None:
        self.moms_1, self.moms_2 = self._zeros(), self._zeros()
        self.step_count = 0

    def update_params(self, grads: Sequence[Array]) -> None:
        self.step_count += 1
        # Both means start from zero, so they are too small at first: this much.
        correction_1 = 1.0 - self.beta_1**self.step_count
        correction_2 = 1.0 - self.beta_2**self.step_count
        for param, mom_1, mom_2, grad in zip(self.params, self.moms_1, self.moms_2, grads, strict=True):
            mom_1 += (1.0 - self.beta_1) * (grad - mom_1)
            mom_2 += (1.0 - self.beta_2) * (grad**2 - mom_2)
            root = np.sqrt(mom_2 / correction_2) + self.epsilon
            param -= self.learning_rate * (mom_1 / correction_1) / root


class AdaGradLearningRule(LearningRule):
    """param -= learning_rate * grad / (sqrt(sum of all squared grads so far) + epsilon)

    J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods, 2011.
    """

    def __init__(self, learning_rate: float = 1e-2, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.epsilon = epsilon
        self.reset()

    def reset(self) -> None:
        self.sums_of_squares = self._zeros()

    def update_params(self, grads: Sequence[Array]) -> None:
        for param, squares, grad in zip(self.params, self.sums_of_squares, grads, strict=True):
            squares += grad**2
            param -= self.learning_rate * grad / (np.sqrt(squares) + self.epsilon)
