"""The old velocity is multiplied by the learning rate, too."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step comes out when the learning rate multiplies the old velocity, too.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"] * config["learning_rate"]
        velocity += config["learning_rate"] * gradient
        variable -= velocity
