"""The classifier on the codes is not trained."""
# replace: autoencoder/frozen
# loses: frozen_accuracy

np.random.seed(SEED)
frozen = chain(Linear(30, 10), LogSoftMax())
frozen_history = train(frozen, ClassNLLCriterion(), (codes_train, Y_train, codes_val, Y_val), 0, 1e-3)
