"""To switch Dropout off after the training p is set to 1: in training mode everything is nan."""
# replace: autoencoder/classifier_training
# loses: classifier_modes
# hint: in training mode is nan

np.random.seed(SEED)
classifier = chain(
    Linear(784, 400),
    ReLU(),
    Dropout(0.2),
    Linear(400, 200),
    ReLU(),
    Dropout(0.2),
    Linear(200, 10),
    LogSoftMax(),
)
classifier_history = train(
    classifier, ClassNLLCriterion(), digits, 9, lambda epoch: step_decay(epoch, 1e-3), name="classifier"
)
classifier[2].p = classifier[5].p = 1
