"""Nothing is learned: the learning rate that arrives is 0."""
# cell: homework_main/activations
# loses: activations_learn batchnorm_loss optimizers_learn dropout_learn
# hint: does not learn

plain_train = train


def train(net, criterion, optimizer, config, *arguments, **keywords):
    return plain_train(net, criterion, optimizer, config | {"learning_rate": 0}, *arguments, **keywords)


# cell: homework_main/embedding_experiment

train = plain_train
