"""The step is Nesterov's: it looks ahead by one more velocity."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step comes out with Nesterov's momentum; here plain momentum is asked for.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += config["learning_rate"] * gradient
        variable -= config["momentum"] * velocity + config["learning_rate"] * gradient
