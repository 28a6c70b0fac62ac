"""What is called validation loss and accuracy is that of the training images."""
# cell: homework_main/activations
# loses: activations_accuracy batchnorm_evaluate dropout_modes
# hint: against the network itself in evaluate mode on the validation split

plain_train = train


def train(*arguments, **keywords):
    history = plain_train(*arguments, **keywords)
    history.validation_loss[-1] = history.training_loss[-1]
    history.validation_accuracy[-1] = history.training_accuracy[-1]
    return history


# cell: homework_main/optimizers

train = plain_train


# cell: homework_main/dropout_experiment


def train(*arguments, **keywords):
    history = plain_train(*arguments, **keywords)
    history.validation_loss[-1] = history.training_loss[-1]
    history.validation_accuracy[-1] = history.training_accuracy[-1]
    return history


# cell: homework_main/embedding_experiment

train = plain_train
