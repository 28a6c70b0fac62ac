"""The step goes up: the velocity is added."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step goes up the gradient, not down.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += config["learning_rate"] * gradient
        variable += velocity
