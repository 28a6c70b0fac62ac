"""The history is that of an earlier network."""
# replace: autoencoder/classifier_training
# loses: classifier_accuracy classifier_training_loss

np.random.seed(SEED)
classifier = chain(Linear(784, 400), ReLU(), Dropout(0.2), Linear(400, 10), LogSoftMax())
classifier_history = train(classifier, ClassNLLCriterion(), digits, 1, 1e-3)
np.random.seed(SEED + 1)
classifier = chain(Linear(784, 400), ReLU(), Dropout(0.5), Linear(400, 10), LogSoftMax())
train(classifier, ClassNLLCriterion(), digits, 2, 1e-3)
