"""The network is trained on the validation images."""
# replace: autoencoder/classifier_training
# loses: classifier_training_loss

np.random.seed(SEED)
classifier = chain(Linear(784, 400), ReLU(), Dropout(0.2), Linear(400, 10), LogSoftMax())
classifier_history = train(classifier, ClassNLLCriterion(), (X_val, Y_val, X_val, Y_val), 9, 1e-3)
