"""t is not kept in the state: every step is corrected like the first."""
# cell: homework_modules/adam
# loses: adam_steps
# hint: These values come out without the correction by 1 - beta**t, or if t stays 1.


def adam_optimizer(variables, gradients, config, state):
    t = state.setdefault("t", 1)
    moments, squares = state.setdefault("m", {}), state.setdefault("v", {})
    beta1, beta2 = config["beta1"], config["beta2"]
    rate = config["learning_rate"] * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    for i, (variable, gradient) in enumerate(parameter_pairs(variables, gradients)):
        m = moments.setdefault(i, np.zeros_like(variable))
        v = squares.setdefault(i, np.zeros_like(variable))
        m += (1 - beta1) * (gradient - m)
        v += (1 - beta2) * (gradient * gradient - v)
        variable -= rate * m / (np.sqrt(v) + config["epsilon"])
