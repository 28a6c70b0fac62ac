"""t grows with every variable, not with every call."""
# cell: homework_modules/adam
# loses: adam_steps
# hint: adam_optimizer: step for a changing gradient


def adam_optimizer(variables, gradients, config, state):
    moments, squares = state.setdefault("m", {}), state.setdefault("v", {})
    beta1, beta2 = config["beta1"], config["beta2"]
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        state["t"] = t = state.get("t", 0) + 1
        rate = config["learning_rate"] * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        m = moments.setdefault(i, np.zeros_like(variable))
        v = squares.setdefault(i, np.zeros_like(variable))
        m += (1 - beta1) * (gradient - m)
        v += (1 - beta2) * (gradient * gradient - v)
        variable -= rate * m / (np.sqrt(v) + config["epsilon"])
