"""The last validation loss is measured in training mode, by code of the student's own."""
# cell: homework_main/batchnorm
# loses: batchnorm_evaluate dropout_modes
# hint: against the network itself in evaluate mode on the validation split

plain_train = train


def train(net, *arguments, **keywords):
    history = plain_train(net, *arguments, **keywords)
    history.validation_loss[-1] = float(ClassNLLCriterion().forward(net.forward(X_val), Y_val))
    return history


# cell: homework_main/optimizers

train = plain_train


# cell: homework_main/dropout_experiment


def train(net, *arguments, **keywords):
    history = plain_train(net, *arguments, **keywords)
    history.validation_loss[-1] = float(ClassNLLCriterion().forward(net.forward(X_val), Y_val))
    return history


# cell: homework_main/embedding_experiment

train = plain_train
