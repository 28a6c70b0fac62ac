"""The velocity collects gradients without the learning rate, which multiplies the step instead."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps
# hint: This step comes out when the velocity is kept without the learning rate.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        velocity = velocities.setdefault(i, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += gradient
        variable -= config["learning_rate"] * velocity
