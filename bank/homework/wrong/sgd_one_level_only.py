"""Works through one list for each module only: fails for a network inside a network."""
# cell: homework_modules/sgd_momentum
# loses: sgd_state
# hint: Your code raised TypeError in a hidden check.


def sgd_momentum(variables, gradients, config, state):
    velocities = state.setdefault("accumulated_grads", {})
    i = 0
    for layer_variables, layer_gradients in zip(variables, gradients):
        for variable, gradient in zip(layer_variables, layer_gradients):
            velocity = velocities.setdefault(i, np.zeros_like(variable))
            velocity *= config["momentum"]
            velocity += config["learning_rate"] * gradient
            variable -= velocity
            i += 1
