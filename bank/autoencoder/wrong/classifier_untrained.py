"""The network is built and never trained."""
# replace: autoencoder/classifier_training
# loses: classifier_accuracy classifier_training_loss

np.random.seed(SEED)
classifier = chain(
    Linear(784, 400), ReLU(), Dropout(0.2), Linear(400, 10), LogSoftMax()
)
classifier_history = train(classifier, ClassNLLCriterion(), digits, 0, 1e-3)
