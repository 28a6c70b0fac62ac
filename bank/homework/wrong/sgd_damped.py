"""The gradient is weighed by 1 - momentum."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step comes out with the gradient multiplied by 1 - momentum.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += (1 - config["momentum"]) * config["learning_rate"] * gradient
        variable -= velocity
