"""Encoder and classifier are trained together: nothing is frozen."""
# replace: autoencoder/frozen
# loses: frozen_accuracy autoencoder_kept

np.random.seed(SEED)
frozen = chain(Linear(30, 10), LogSoftMax())
frozen_history = train(chain(encoder, frozen), ClassNLLCriterion(), digits, 6, 1e-3)
