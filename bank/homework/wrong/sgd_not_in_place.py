"""The variables are not changed in place: the new values go to a local name."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps sgd_state
# hint: Nothing has changed: the variable must be changed in place (`variable -= step`).


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += config["learning_rate"] * gradient
        variable = variable - velocity
