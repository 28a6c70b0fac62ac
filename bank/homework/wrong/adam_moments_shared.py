"""Variables of one shape share their moments."""
# cell: homework_modules/adam
# loses: adam_steps
# hint: adam_optimizer: step 1 of variable 2


def adam_optimizer(variables, gradients, config, state):
    state["t"] = t = state.get("t", 0) + 1
    moments, squares = state.setdefault("m", {}), state.setdefault("v", {})
    beta1, beta2 = config["beta1"], config["beta2"]
    rate = config["learning_rate"] * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    for variable, gradient in parameter_pairs(variables, gradients):
        m = moments.setdefault(variable.shape, np.zeros_like(variable))
        v = squares.setdefault(variable.shape, np.zeros_like(variable))
        m += (1 - beta1) * (gradient - m)
        v += (1 - beta2) * (gradient * gradient - v)
        variable -= rate * m / (np.sqrt(v) + config["epsilon"])
