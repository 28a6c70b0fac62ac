"""The velocities are a flat list; recursion walks through the nested lists."""
# cell: homework_modules/sgd_momentum


def flat(nested):
    return [array for item in nested for array in flat(item)] if isinstance(nested, list) else [nested]


def sgd_momentum(variables, gradients, config, state):
    variables, gradients = flat(variables), flat(gradients)
    if "accumulated_grads" not in state:
        state["accumulated_grads"] = [np.zeros(variable.shape) for variable in variables]
    for variable, gradient, velocity in zip(variables, gradients, state["accumulated_grads"]):
        np.add(config["momentum"] * velocity, config["learning_rate"] * gradient, out=velocity)
        np.subtract(variable, velocity, out=variable)
