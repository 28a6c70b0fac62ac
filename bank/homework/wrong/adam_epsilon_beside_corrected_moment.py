"""Epsilon is added to the root of the corrected second moment, as in PyTorch; something else is asked for."""
# cell: homework_modules/adam
# loses: adam_state
# hint: These values come out with epsilon added to the root of the corrected moment.


def adam_optimizer(variables, gradients, config, state):
    state["t"] = t = state.get("t", 0) + 1
    moments, squares = state.setdefault("m", {}), state.setdefault("v", {})
    beta1, beta2 = config["beta1"], config["beta2"]
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        m = moments.setdefault(i, np.zeros_like(variable))
        v = squares.setdefault(i, np.zeros_like(variable))
        m += (1 - beta1) * (gradient - m)
        v += (1 - beta2) * (gradient * gradient - v)
        root = np.sqrt(v / (1 - beta2**t)) + config["epsilon"]
        variable -= config["learning_rate"] * m / (1 - beta1**t) / root
