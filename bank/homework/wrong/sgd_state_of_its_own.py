"""The velocities live in a global dictionary, so a new network with a new state gets the old ones."""
# cell: homework_modules/sgd_momentum
# loses: sgd_steps sgd_state
# hint: sgd_momentum: variable 0 after step 1

velocities_of_all = {}


def sgd_momentum(variables, gradients, config, state):
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        key = (i, variable.shape)
        velocity = velocities_of_all.setdefault(key, np.zeros_like(variable))
        velocity *= config["momentum"]
        velocity += config["learning_rate"] * gradient
        variable -= velocity
