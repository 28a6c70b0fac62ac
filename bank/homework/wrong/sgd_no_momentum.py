"""Plain gradient descent: momentum is ignored."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step comes out without the velocity of the step before.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocities[i] = config["learning_rate"] * gradient
        variable -= velocities[i]
