"""Corrected moments as in the paper, with epsilon scaled so that the result is the same."""
# cell: homework_modules/adam


def adam_optimizer(variables, gradients, config, state):
    state.setdefault("t", 0)
    state["t"] += 1
    t, beta1, beta2 = state["t"], config["beta1"], config["beta2"]
    pairs = list(parameter_pairs(variables, gradients))
    if t == 1:
        state["m"] = [np.zeros_like(variable) for variable, _ in pairs]
        state["v"] = [np.zeros_like(variable) for variable, _ in pairs]
    for (variable, gradient), m, v in zip(pairs, state["m"], state["v"]):
        np.add(beta1 * m, (1 - beta1) * gradient, out=m)
        np.add(beta2 * v, (1 - beta2) * np.square(gradient), out=v)
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        epsilon = config["epsilon"] / np.sqrt(1 - beta2**t)
        variable[...] = variable - config["learning_rate"] * m_hat / (np.sqrt(v_hat) + epsilon)
