"""m and v are lists of new arrays in every step: how they are arranged is the student's affair."""
# cell: homework_modules/adam


def adam_optimizer(variables, gradients, config, state):
    state["t"] = t = state.get("t", 0) + 1
    pairs = list(parameter_pairs(variables, gradients))
    beta1, beta2 = config["beta1"], config["beta2"]
    m, v = state.get("m", [0] * len(pairs)), state.get("v", [0] * len(pairs))
    state["m"] = m = [beta1 * old + (1 - beta1) * g for old, (_, g) in zip(m, pairs)]
    state["v"] = v = [beta2 * old + (1 - beta2) * g**2 for old, (_, g) in zip(v, pairs)]
    rate = config["learning_rate"] * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    for (variable, _), first, second in zip(pairs, m, v):
        variable -= rate * first / (np.sqrt(second) + config["epsilon"])
