"""There is no Dropout in the network."""
# replace: autoencoder/classifier_training
# loses: classifier_modes

np.random.seed(SEED)
classifier = chain(Linear(784, 400), ReLU(), Linear(400, 10), LogSoftMax())
classifier_history = train(classifier, ClassNLLCriterion(), digits, 9, 1e-3)
