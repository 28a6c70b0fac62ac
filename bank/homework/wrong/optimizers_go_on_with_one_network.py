"""One network and one state go through all four runs, so each optimizer continues what the last one began."""
# cell: homework_main/optimizers
# loses: optimizers_networks optimizers_learn optimizers_state
# hint: Was a network used again that had been trained already?

plain_chain, shared = chain, []


def chain(*modules):
    if not shared:
        shared.append(plain_chain(*modules))
    return shared[0]


plain_train, memory = train, {}


def train(*arguments, state, **keywords):
    state.update(memory)
    history = plain_train(*arguments, state=state, **keywords)
    memory.update(state)
    return history


# cell: homework_main/dropout_experiment

chain, train = plain_chain, plain_train
